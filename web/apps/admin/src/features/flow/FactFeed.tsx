import { type Dispatch, useEffect, useState } from 'react';
import { Radio } from 'tdesign-react';

import { factOf, FactSentence, FAMILIES, type Family, factWords } from '@/shared/facts';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Empty, Panel, StateTag } from '@/shared/ui';

import { type Feed, type FeedStep, isSampled, ROWS } from './feed';
import css from './Flow.module.css';
import { flowWords } from './words';

interface FactFeedProps {
  feed: Feed;
  family: Family | null;
  onFamily: (family: Family | null) => void;
  step: Dispatch<FeedStep>;
}

/**
 * Facts as sentences, newest first, in rows that never move: texts change at most once a second, and stand
 * still while the pointer or the focus is on them.
 */
export function FactFeed({ feed, family, onFamily, step }: FactFeedProps) {
  const { t } = useWords(flowWords);
  const [paused, setPaused] = useState(false);
  useEffect(() => {
    const timer = window.setInterval(() => step({ kind: 'second', paused }), 1000);
    return () => window.clearInterval(timer);
  }, [step, paused]);
  const pace = paused
    ? t('paused', { count: feed.held })
    : isSampled(feed)
      ? t('sampled', { rate: feed.rate })
      : t('hoverPauses');
  return (
    <Panel title={t('stream')} note={pace} aside={<Families family={family} onFamily={onFamily} />} flush>
      {feed.shown.length === 0 ? (
        <Empty title={t('quiet')} text={t('quietText')} />
      ) : (
        <ol
          className={css.feed}
          onMouseEnter={() => setPaused(true)}
          onMouseLeave={() => setPaused(false)}
          onFocus={() => setPaused(true)}
          onBlur={() => setPaused(false)}
        >
          {Array.from({ length: ROWS }, (_, row) => (
            <FeedRow key={row} fact={feed.shown[row]} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function FeedRow({ fact }: { fact: Feed['shown'][number] | undefined }) {
  const { t } = useWords(factWords);
  const { time } = useFormat();
  if (fact === undefined) return <li />;
  const { family, tone } = factOf(fact.kind);
  return (
    <li>
      <time dateTime={fact.occurred_at}>{time(fact.occurred_at)}</time>
      <span className={css.family}>
        <StateTag tone={tone}>{t(family)}</StateTag>
      </span>
      <span className={css.sentence}>
        <FactSentence key={fact.id} fact={fact} />
      </span>
    </li>
  );
}

function Families({ family, onFamily }: Pick<FactFeedProps, 'family' | 'onFamily'>) {
  const { t } = useWords(flowWords);
  const { t: name } = useWords(factWords);
  return (
    <Radio.Group
      variant="default-filled"
      size="small"
      value={family ?? 'all'}
      onChange={(value) => onFamily(FAMILIES.find((one) => one === value) ?? null)}
    >
      <Radio.Button value="all">{t('all')}</Radio.Button>
      {FAMILIES.map((one) => (
        <Radio.Button key={one} value={one}>
          {name(one)}
        </Radio.Button>
      ))}
    </Radio.Group>
  );
}
