import type { Segment, SegmentVersion } from '@lingqu/api';
import { useState } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Ago, Button, Panel, text } from '@/shared/ui';

import { ChangesOutline } from './ChangesOutline';
import css from './Understanding.module.css';
import { versionWords } from './words/versions';

/** Every version: by whom, when, whom it let in and put out; any two can be laid over each other. */
export function VersionsPanel({ segment }: { segment: Segment }) {
  const { t } = useWords(versionWords);
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Panel title={t('title')} note={t('note')} flush>
      <ol className={css.versions}>
        {segment.versions.map((one) => (
          <li key={one.version} className={css.version}>
            <div className={css.versionHead}>
              <b>{t('version', { version: one.version })}</b>
              <Ago at={one.made_at} />
              <span className={text.quiet}>{one.author ?? t('nobody')}</span>
              <Effect one={one} />
              <span className={css.sentence} title={one.sentence}>
                {one.sentence}
              </span>
              {one.version > 1 && (
                <Button
                  variant="text"
                  theme="primary"
                  size="small"
                  aria-expanded={open === one.version}
                  onClick={() => setOpen(open === one.version ? null : one.version)}
                >
                  {t(open === one.version ? 'close' : 'compare')}
                </Button>
              )}
            </div>
            {open === one.version && <ChangesOutline segment={segment} version={one.version} />}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** What a version did when its members were found. */
export function Effect({ one }: { one: SegmentVersion }) {
  const { t } = useWords(versionWords);
  const { number } = useFormat();
  if (one.let_in === null || one.put_out === null) {
    return <span className={text.quiet}>{t('notFound')}</span>;
  }
  if (one.version === 1) return <span className={css.effect}>{t('first', { size: one.let_in })}</span>;
  if (one.let_in + one.put_out === 0) return <span className={text.quiet}>{t('noEffect')}</span>;
  return (
    <span className={css.effect}>
      {one.let_in > 0 && <span className={css.in}>{t('letIn', { count: number(one.let_in) })}</span>}
      {one.let_in > 0 && one.put_out > 0 && ' · '}
      {one.put_out > 0 && <span className={css.out}>{t('putOut', { count: number(one.put_out) })}</span>}
    </span>
  );
}
