import type { Channel, ChannelDraft, Welcome } from '@lingqu/api';

import { isSendable } from '@/shared/messages';

export const ALWAYS: Welcome = { hours: null, text: '', fallback_text: null, attachments: [] };
export const WORKDAYS = [1, 2, 3, 4, 5];
export const EVENING: NonNullable<Welcome['hours']> = { weekdays: WORKDAYS, from: '21:00', to: '09:00' };

/** What a new channel starts from. */
export const FRESH: ChannelDraft = {
  name: '',
  cost_fen: 0,
  staff_ids: [],
  department_ids: [],
  skip_verify: true,
  expires_at: null,
  fallback_staff_ids: [],
  tag_ids: [],
  remark_template: null,
  welcome: [ALWAYS],
};

/** The part of a channel that its editor edits. */
export const draftOf = (channel: Channel): ChannelDraft => ({
  name: channel.name,
  cost_fen: channel.cost_fen,
  staff_ids: channel.staff_ids,
  department_ids: channel.department_ids,
  skip_verify: channel.skip_verify,
  expires_at: channel.expires_at,
  fallback_staff_ids: channel.fallback_staff_ids,
  tag_ids: channel.tag_ids,
  remark_template: channel.remark_template,
  welcome: channel.welcome,
});

export interface Faults {
  name: boolean;
  staff: boolean;
  fallback: boolean;
  /** By place in `welcome`. */
  welcome: { text: boolean; weekdays: boolean; attachments: boolean }[];
}

/** What a draft lacks before it can be saved. */
export function faultsOf(draft: ChannelDraft): Faults {
  return {
    name: draft.name.trim() === '',
    staff: draft.staff_ids.length + draft.department_ids.length === 0,
    fallback: draft.expires_at !== null && draft.fallback_staff_ids.length === 0,
    welcome: draft.welcome.map((welcome) => ({
      text: welcome.text.trim() === '',
      weekdays: welcome.hours?.weekdays.length === 0,
      attachments: !isSendable('-', welcome.attachments) || !isSendable(welcome.text || '-', []),
    })),
  };
}

export const isSound = ({ name, staff, fallback, welcome }: Faults): boolean =>
  !name && !staff && !fallback && welcome.every((one) => !one.text && !one.weekdays && !one.attachments);

/** The first variant with a fault, where the editor should open; null when none has one. */
export const firstFaulty = ({ welcome }: Faults): number | null => {
  const place = welcome.findIndex((one) => one.text || one.weekdays || one.attachments);
  return place === -1 ? null : place;
};

const CHINA = '+08:00';
const DAY_MS = 86_400_000;

/** A code expires when its last day in China ends. */
export const endOfDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00${CHINA}`) + DAY_MS).toISOString();

/** The last day of a code that expires at this instant. */
export const lastInstant = (expiresAt: string): string => new Date(Date.parse(expiresAt) - 1).toISOString();
