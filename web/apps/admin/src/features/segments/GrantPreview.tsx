import type { GrantAsked, GrantPreview as Counts } from '@lingqu/api';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Chart, COLOURS, countsOver, Failure, INK, Waiting } from '@/shared/ui';

import css from './Grants.module.css';
import { type CycleNode, cycleOf } from './useGrants';
import { grantWords } from './words/grants';

interface GrantPreviewProps {
  asked: GrantAsked | null;
  preview: UseQueryResult<Counts>;
}

/** What switching on would do: whom it concerns now, and whom it would have concerned each day. */
export function GrantPreview({ asked, preview }: GrantPreviewProps) {
  const { t } = useWords(grantWords);
  if (asked === null) return <p className={css.hint}>{t('chooseFirst')}</p>;
  if (preview.isPending) return <Waiting rows={3} />;
  if (preview.isError) {
    const path = cycleOf(preview.error);
    return path === null ? <Failure error={preview.error} /> : <Cycle path={path} />;
  }
  return <Told counts={preview.data} byTag={asked.tag_id !== null} withdraws={asked.withdraw_on_left} />;
}

interface ToldProps {
  counts: Counts;
  byTag: boolean;
  withdraws: boolean;
}

function Told({ counts, byTag, withdraws }: ToldProps) {
  const { t } = useWords(grantWords);
  if (counts.members === null) return <p className={css.hint}>{t('building')}</p>;
  const note = !byTag || counts.minutes === 0 ? t('atOnce') : t('minutes', { count: counts.minutes });
  return (
    <section className={css.told} aria-live="polite">
      <h3>{t('previewTitle')}</h3>
      <div className={css.figures}>
        <Figure label={t(byTag ? 'willGive' : 'willMove')} value={counts.giving} note={note} strong />
        <Figure label={t(byTag ? 'have' : 'haveStage')} value={counts.having} />
        {counts.unreachable > 0 && (
          <Figure label={t('unreachable')} value={counts.unreachable} note={t('unreachableHelp')} />
        )}
        {counts.taking > 0 && <Figure label={t('willTake')} value={counts.taking} />}
      </div>
      <Days counts={counts} withdraws={withdraws} />
    </section>
  );
}

interface FigureProps {
  label: string;
  value: number;
  note?: string;
  strong?: boolean;
}

function Figure({ label, value, note, strong = false }: FigureProps) {
  const { t } = useWords(grantWords);
  const { number } = useFormat();
  return (
    <div className={css.figure} data-strong={strong}>
      <b>
        {number(value)}
        <small>{t('people')}</small>
      </b>
      <span>{label}</span>
      {note !== undefined && <em>{note}</em>}
    </div>
  );
}

function Days({ counts: { days }, withdraws }: { counts: Counts; withdraws: boolean }) {
  const { t } = useWords(grantWords);
  const option = useMemo(() => {
    const entered = { kind: 'bar' as const, name: t('entered'), values: days.map((one) => one.entered) };
    const left = { kind: 'bar' as const, name: t('left'), values: days.map((one) => one.left) };
    const counts = countsOver(
      days.map((one) => one.day.slice(5)),
      withdraws ? [entered, left] : [entered],
    );
    // As in the chart of sizes: green came, rust went.
    return { ...counts, color: [COLOURS[1] ?? INK, COLOURS[3] ?? INK] };
  }, [days, withdraws, t]);
  const quiet = days.every((one) => one.entered === 0 && one.left === 0);
  return (
    <>
      <h3>{t('byDay')}</h3>
      {quiet ? (
        <p className={css.quiet}>{t('quiet')}</p>
      ) : (
        <Chart option={option} label={t('byDayLabel')} height={160} />
      )}
    </>
  );
}

function Cycle({ path }: { path: CycleNode[] }) {
  const { t } = useWords(grantWords);
  return (
    <div className={css.cycle} role="alert">
      <b>{t('cycle')}</b>
      <p>{t('cycleText')}</p>
      <ol>
        {path.map((one, place) => (
          <li key={place} data-kind={one.kind}>
            {one.name}
          </li>
        ))}
      </ol>
    </div>
  );
}
