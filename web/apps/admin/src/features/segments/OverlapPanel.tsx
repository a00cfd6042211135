import type { Overlap, Overlaps } from '@lingqu/api';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Button, Empty, Panel, Resource, StateTag } from '@/shared/ui';

import css from './Understanding.module.css';
import { useOverlaps } from './useUnderstanding';
import { overlapWords } from './words/overlaps';

const FIRST = 8;

/** How much of this segment is in each of the others, the most first. */
export function OverlapPanel({ segmentId }: { segmentId: number }) {
  const { t } = useWords(overlapWords);
  return (
    <Panel title={t('title')}>
      <Resource
        query={useOverlaps(segmentId)}
        empty={({ others }) => others.length === 0 && <Empty title={t('empty')} text={t('emptyText')} />}
      >
        {(found) => <Bars found={found} />}
      </Resource>
    </Panel>
  );
}

function Bars({ found }: { found: Overlaps }) {
  const { t } = useWords(overlapWords);
  const [all, setAll] = useState(false);
  const shown = all ? found.others : found.others.slice(0, FIRST);
  return (
    <>
      <p className={css.note}>{t('alone', { alone: found.alone, size: found.size })}</p>
      <ul className={css.overlaps}>
        {shown.map((one) => (
          <li key={one.segment_id} className={css.overlap}>
            <Link to="/segments/$segmentId" params={{ segmentId: one.segment_id }} title={one.name}>
              {one.name}
            </Link>
            <Both one={one} size={found.size} />
            <Track one={one} size={found.size} />
            <OfTheirs one={one} />
          </li>
        ))}
      </ul>
      {found.others.length > FIRST && (
        <Button className={css.more ?? ''} variant="text" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('less') : t('all', { count: found.others.length })}
        </Button>
      )}
    </>
  );
}

/** How many are in both, and which share of this segment that is. */
export function Both({ one, size }: { one: Overlap; size: number }) {
  const { t } = useWords(overlapWords);
  const { number } = useFormat();
  const share = useShare();
  if (one.both === null) return <StateTag tone="running">{t('building')}</StateTag>;
  return (
    <span className={css.both}>
      {number(one.both)}
      <small>{t('ofOurs', { share: share(one.both, size) })}</small>
    </span>
  );
}

function OfTheirs({ one }: { one: Overlap }) {
  const { t } = useWords(overlapWords);
  const share = useShare();
  if (one.both === null || one.size === null || one.both === 0) return null;
  return (
    <span className={css.of}>{t('ofTheirs', { share: share(one.both, one.size), size: one.size })}</span>
  );
}

export function Track({ one, size }: { one: Overlap; size: number }) {
  const share = size === 0 || one.both === null ? 0 : one.both / size;
  return (
    <span className={css.track} aria-hidden="true">
      <i style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** A share in words: what is there is never told as 0%, nor what is short of all as 100%. */
function useShare() {
  const { permille } = useFormat();
  return (part: number, whole: number): string => {
    if (whole === 0) return permille(0);
    const exact = (part * 1000) / whole;
    if (part > 0 && exact < 1) return `<${permille(1)}`;
    return permille(part < whole ? Math.min(exact, 999) : exact);
  };
}
