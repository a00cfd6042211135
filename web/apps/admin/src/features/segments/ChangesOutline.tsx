import type { ChangeLine, Definition, Segment, SegmentChanges } from '@lingqu/api';
import { useState } from 'react';
import { Select } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, Resource, Waiting } from '@/shared/ui';

import { SaveDialog } from './SaveDialog';
import css from './Understanding.module.css';
import { useSaveSegment } from './useSegments';
import { useChanges } from './useUnderstanding';
import { versionWords } from './words/versions';

const INDENT = 24;

interface ChangesOutlineProps {
  segment: Segment;
  version: number;
}

/** A version laid over an older one: what was added, removed and changed stands out. */
export function ChangesOutline({ segment, version }: ChangesOutlineProps) {
  const { t } = useWords(versionWords);
  const [since, setSince] = useState(version - 1);
  const older = segment.versions.filter((one) => one.version < version).map((one) => one.version);
  return (
    <section className={css.changes} aria-label={t('comparing', { before: since, after: version })}>
      <Resource
        query={useChanges(segment.segment_id, version, since)}
        waiting={<Waiting rows={3} rowHeight={32} />}
      >
        {(changes) => (
          <>
            <div className={css.changesHead}>
              {older.length > 1 ? (
                <span role="group" aria-label={t('with')}>
                  <Select
                    size="small"
                    value={since}
                    onChange={(value) => setSince(Number(value))}
                    options={older.map((one) => ({ value: one, label: t('withVersion', { version: one }) }))}
                  />
                </span>
              ) : (
                <span>{t('withVersion', { version: since })}</span>
              )}
              <Tally lines={changes.lines} />
              <Restore segment={segment} changes={changes} />
            </div>
            <ol className={css.lines}>
              {changes.lines.map((line, place) => (
                <Line key={place} line={line} />
              ))}
            </ol>
          </>
        )}
      </Resource>
    </section>
  );
}

function Tally({ lines }: { lines: ChangeLine[] }) {
  const { t } = useWords(versionWords);
  const count = (change: ChangeLine['change']) => lines.filter((one) => one.change === change).length;
  const told = (['added', 'removed', 'changed'] as const).filter((one) => count(one) > 0);
  return <span>{told.map((one) => t(`count_${one}`, { count: count(one) })).join(' · ')}</span>;
}

function Line({ line }: { line: ChangeLine }) {
  const { t } = useWords(versionWords);
  return (
    <li className={css.line} data-change={line.change}>
      <small>{line.change === 'same' ? '' : t(line.change)}</small>
      <span style={{ paddingLeft: line.depth * INDENT }}>
        {line.joining === null ? <Condition line={line} /> : <Group line={line} />}
      </span>
    </li>
  );
}

function Group({ line }: { line: ChangeLine }) {
  const { t } = useWords(versionWords);
  return (
    <span className={css.joins}>
      {line.joining_before !== null && (
        <>
          <del>{t(`join_${line.joining_before}`)}</del>{' '}
        </>
      )}
      {line.joining !== null && t(`join_${line.joining}`)}
    </span>
  );
}

function Condition({ line: { change, sentence, sentence_before } }: { line: ChangeLine }) {
  if (change === 'changed') {
    return (
      <span>
        <del>{sentence_before}</del>
        <br />
        <ins>{sentence}</ins>
      </span>
    );
  }
  if (change === 'removed') return <del>{sentence_before}</del>;
  return change === 'added' ? <ins>{sentence}</ins> : <span>{sentence}</span>;
}

/** Make the older version the newest again; that is a new version, and nothing is lost. */
function Restore({ segment, changes }: { segment: Segment; changes: SegmentChanges }) {
  const { t } = useWords(versionWords);
  const said = useSaid();
  const mayOperate = useMay('operate');
  const save = useSaveSegment(segment);
  const [asking, setAsking] = useState(false);
  const { version } = changes.before;
  if (!mayOperate || segment.archived_at !== null) return null;
  const definition = changes.definition_before as Definition;
  const restore = (fires: boolean) =>
    save.mutate(
      { name: segment.name, definition, fires },
      {
        onSuccess: () => {
          setAsking(false);
          said.done(t('restored', { version }));
        },
        onError: said.failed,
      },
    );
  return (
    <>
      <Button variant="outline" size="small" onClick={() => setAsking(true)}>
        {t('restore', { version })}
      </Button>
      {asking && (
        <SaveDialog
          segment={segment}
          definition={definition}
          restored={version}
          saving={save.isPending}
          onSave={restore}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
