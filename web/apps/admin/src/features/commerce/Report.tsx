import type { Import } from '@lingqu/api';
import { DownloadIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useLanguage, useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Button, Panel } from '@/shared/ui';

import type { FieldWord } from './columns';
import css from './Import.module.css';
import { type Share, Shares } from './Shares';
import { fieldWords } from './words/fields';
import { reportWords } from './words/report';

/** Whom the rows are about, by the identity that decided, and those of whom nobody can tell. */
export function Who({ found }: { found: Import }) {
  const { t } = useWords(reportWords);
  const { t: field } = useWords(fieldWords);
  const { number } = useFormat();
  const { kind, report } = found;
  const matched = Object.entries(report.matched).sort(([, one], [, other]) => other - one);
  const all = matched.reduce((sum, [, count]) => sum + count, 0) + report.ambiguous + report.unknown;
  const parts: Share[] = [
    ...matched.map(([by, count]) => ({
      key: by,
      tone: 'good' as const,
      name: t('byKind', { kind: field(by as FieldWord) }),
      count,
      note: by === 'noted_phone' ? t('noted') : '',
    })),
    {
      key: 'ambiguous',
      tone: 'warn',
      name: t('ambiguous'),
      count: report.ambiguous,
      note: t(`ambiguous_${kind}`),
    },
    { key: 'unknown', tone: 'muted', name: t('unknown'), count: report.unknown, note: t(`unknown_${kind}`) },
  ];
  if (all === 0) return null;
  return (
    <Panel title={t(`who_${kind}`)} note={`${number(all)} ${t(`unit_${kind}`)}`}>
      <Shares parts={parts} />
      {report.unknown_shops > 0 && <p className={css.hint}>{t('shops', { count: report.unknown_shops })}</p>}
      {report.unknown_staff > 0 && <p className={css.hint}>{t('staff', { count: report.unknown_staff })}</p>}
    </Panel>
  );
}

/** Rows that were not taken, to be downloaded with what is wrong and how to mend it. */
export function Refused({ found, word }: { found: Import; word: 'refusedText' | 'refusedAfter' }) {
  const { t } = useWords(reportWords);
  const { language } = useLanguage();
  const mayOperate = useMay('operate');
  const { refused } = found.counts;
  if (refused === 0) return <p className={css.allGood}>{t('allGood')}</p>;
  const download = mayOperate && (
    <Button
      tag="a"
      variant="outline"
      icon={<DownloadIcon />}
      href={`/api/imports/${found.import_id}/errors.csv?language=${language}`}
    >
      {t('download')}
    </Button>
  );
  return (
    <Panel title={t('refusedTitle')} aside={download}>
      <p className={css.text}>{t(word, { count: refused })}</p>
    </Panel>
  );
}
