import type { Flow } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Stat, Stats } from '@/shared/ui';

import { flowWords } from './words';

/** Today's numbers, each with its unit and the one relation that gives it meaning. */
export function Today({ flow }: { flow: Flow }) {
  const { t } = useWords(flowWords);
  const { number, permille } = useFormat();
  const inTime =
    flow.greeted_in_time_permille === null
      ? t('noGreeting')
      : t('inTime', { share: permille(flow.greeted_in_time_permille) });
  const lost =
    flow.added_today > 0 &&
    t('deletedShare', { share: permille((flow.deleted_today * 1000) / flow.added_today) });
  const tagged =
    flow.added_today > 0 &&
    t('taggedEach', { each: Math.round((flow.tagged_today * 10) / flow.added_today) / 10 });
  return (
    <Stats>
      <Stat
        label={t('addedToday')}
        value={number(flow.added_today)}
        unit={t('people')}
        note={t('net', { net: flow.added_today - flow.deleted_today })}
      />
      <Stat label={t('greetedToday')} value={number(flow.greeted_today)} unit={t('messages')} note={inTime} />
      <Stat label={t('taggedToday')} value={number(flow.tagged_today)} unit={t('times')} note={tagged} />
      <Stat label={t('deletedToday')} value={number(flow.deleted_today)} unit={t('people')} note={lost} />
      <Stat
        label={t('callbacksToday')}
        value={number(flow.callbacks_today)}
        unit={t('times')}
        note={t('callbacksNote')}
      />
    </Stats>
  );
}
