import type { Segment, SegmentVersion } from '@lingqu/api';
import { useState } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Ago, Button, Panel, StateTag, text } from '@/shared/ui';

import { ChangesOutline } from './ChangesOutline';
import css from './Understanding.module.css';
import { isFiring } from './useSegments';
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
              <span className={css.effects}>
                <Effect one={one} />
                <Fired one={one} newest={one.version === segment.version} />
              </span>
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

/** Whether it was asked that whoever this version let in and put out triggers, and what became of that. */
function Fired({ one, newest }: { one: SegmentVersion; newest: boolean }) {
  const { t } = useWords(versionWords);
  const { number } = useFormat();
  if (!one.fires) return null;
  if (one.told === null) {
    return newest ? (
      <StateTag tone="running" title={t('willFireHelp')}>
        {t('willFire')}
      </StateTag>
    ) : (
      <StateTag tone="muted" title={t('overtakenHelp')}>
        {t('overtaken')}
      </StateTag>
    );
  }
  const all = (one.let_in ?? 0) + (one.put_out ?? 0);
  if (all === 0) return null;
  return isFiring(one) ? (
    <StateTag tone="running">{t('firing', { told: number(one.told), all: number(all) })}</StateTag>
  ) : (
    <StateTag tone="good" title={t('firedHelp')}>
      {t('fired')}
    </StateTag>
  );
}
