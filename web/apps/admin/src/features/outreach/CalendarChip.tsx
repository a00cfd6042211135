import type { CalendarEntry } from '@lingqu/api';
import { Link, type LinkProps } from '@tanstack/react-router';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';

import css from './Calendar.module.css';
import type { Mark } from './calendarLegend';
import { calendarWords, STATE_WORDS } from './words/calendar';

interface ChipProps {
  entry: CalendarEntry;
  mark: Mark | undefined;
  /** With kind, state and size, where there is room. */
  full?: boolean;
}

/** One thing on a day: when, of which programme, what; it leads there. */
export function CalendarChip({ entry, mark, full = false }: ChipProps) {
  const { t } = useWords(calendarWords);
  const { minute } = useFormat();
  const { kind, name, at, into_groups, size, category } = entry;
  const state = STATE_WORDS.find((one) => one === entry.state);
  const about = [
    t(into_groups ? 'intoGroups' : kind),
    state === undefined ? entry.state : t(state),
    ...(size === null
      ? []
      : [t(kind === 'work_order' ? 'tasks' : into_groups ? 'groups' : 'people', { count: size })]),
  ];
  const more = [...(mark === undefined ? [] : [mark.name]), ...(category === null ? [] : [t(category)])];
  return (
    <Link
      {...placeOf(entry)}
      className={css.chip}
      title={[`${minute(at)} ${name}`, ...about, ...more].join(' · ')}
      data-hue={mark?.hue ?? kind}
      data-waits={entry.state === 'awaiting_approval'}
      data-full={full}
    >
      <i className={css.mark} aria-hidden="true">
        {mark?.letter ?? t(`${kind}Glyph`)}
      </i>
      <span className={css.hour}>{minute(at)}</span>
      <span className={css.name}>{name}</span>
      {full && <small>{[...about, ...more].join(' · ')}</small>}
    </Link>
  );
}

function placeOf({ kind, number }: CalendarEntry): Pick<LinkProps, 'to' | 'params'> {
  if (kind === 'moment') return { to: '/moments/$momentId', params: { momentId: number } };
  if (kind === 'work_order') return { to: '/work-orders/$workOrderId', params: { workOrderId: number } };
  return { to: '/broadcasts/$broadcastId', params: { broadcastId: number } };
}
