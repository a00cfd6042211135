import type { FlowFact } from '@lingqu/api';

import { factOf, FactSentence, factWords } from '@/shared/facts';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Button, Empty, Resource, StateTag } from '@/shared/ui';

import css from './Customer.module.css';
import { useTimeline } from './useTimeline';
import { detailWords } from './words/detail';

/** Everything recorded about the customer, by day, newest first. */
export function Timeline({ customerId }: { customerId: number }) {
  const { t } = useWords(detailWords);
  const timeline = useTimeline(customerId);
  return (
    <Resource
      query={timeline}
      empty={({ pages }) =>
        pages[0]?.items.length === 0 && <Empty title={t('timelineEmpty')} text={t('timelineEmptyText')} />
      }
    >
      {({ pages }) => (
        <>
          <Days facts={pages.flatMap((page) => page.items)} />
          {timeline.hasNextPage && (
            <div className={css.more}>
              <Button
                variant="outline"
                loading={timeline.isFetchingNextPage}
                onClick={() => void timeline.fetchNextPage()}
              >
                {t('older')}
              </Button>
            </div>
          )}
        </>
      )}
    </Resource>
  );
}

function Days({ facts }: { facts: FlowFact[] }) {
  const format = useFormat();
  const days = new Map<string, FlowFact[]>();
  for (const fact of facts) {
    const day = format.date(fact.occurred_at);
    days.set(day, [...(days.get(day) ?? []), fact]);
  }
  return [...days].map(([day, [first, ...rest]]) =>
    first === undefined ? null : (
      <section key={day}>
        <h3 className={css.day}>{format.day(first.occurred_at)}</h3>
        <ul className={css.facts2}>
          {[first, ...rest].map((fact) => (
            <Line key={fact.id} fact={fact} />
          ))}
        </ul>
      </section>
    ),
  );
}

function Line({ fact }: { fact: FlowFact }) {
  const { t } = useWords(factWords);
  const { time } = useFormat();
  const { family, tone } = factOf(fact.kind);
  return (
    <li>
      <time dateTime={fact.occurred_at}>{time(fact.occurred_at)}</time>
      <span>
        <StateTag tone={tone}>{t(family)}</StateTag>
      </span>
      <span>
        <FactSentence fact={fact} />
      </span>
    </li>
  );
}
