import type { AudienceChoice, Broadcast, GroupsChoice, TagMatch } from '@lingqu/api';

export type Recipients = 'customers' | 'groups';
export type AudienceKind = 'tags' | 'segment';
export type GroupsBy = 'conditions' | 'choice';

/** Whom a broadcast goes to while it is written. What was chosen another way is kept for who changes their mind. */
export interface AudienceForm {
  to: Recipients;
  kind: AudienceKind;
  tag_ids: number[];
  tag_match: TagMatch;
  segment_id: number | null;
  groups_by: GroupsBy;
  groupchat_ids: number[];
  conditions: GroupConditions;
}

/** What customer groups must meet, all of it; what is left out asks for nothing. */
export interface GroupConditions {
  tag_ids: number[];
  owner_ids: number[];
  department_ids: number[];
  least_people: number | null;
  most_people: number | null;
}

/** Whom a broadcast is for, as the server is asked. */
export type Target = { to: 'customers'; choice: AudienceChoice } | { to: 'groups'; groups: GroupsChoice };

const NO_CONDITIONS: GroupConditions = {
  tag_ids: [],
  owner_ids: [],
  department_ids: [],
  least_people: null,
  most_people: null,
};

/** As it begins, for a segment where one is given. */
export const freshAudience = (segment: number | undefined): AudienceForm => ({
  to: 'customers',
  kind: segment === undefined ? 'tags' : 'segment',
  tag_ids: [],
  tag_match: 'any',
  segment_id: segment ?? null,
  groups_by: 'conditions',
  groupchat_ids: [],
  conditions: NO_CONDITIONS,
});

/** Whether the most is below the least. */
export const isUpsideDown = ({ least_people: least, most_people: most }: GroupConditions): boolean =>
  least !== null && most !== null && most < least;

/** Whom it is for; null while nothing is chosen, or nothing can be meant by it. */
export function targetOf(form: AudienceForm): Target | null {
  if (form.to === 'groups') {
    if (form.groups_by === 'conditions')
      return isUpsideDown(form.conditions) ? null : { to: 'groups', groups: form.conditions };
    const { groupchat_ids } = form;
    return groupchat_ids.length === 0 ? null : { to: 'groups', groups: { groupchat_ids } };
  }
  const { kind, tag_ids, tag_match, segment_id } = form;
  if (kind === 'segment') return segment_id === null ? null : { to: 'customers', choice: { segment_id } };
  return tag_ids.length === 0 ? null : { to: 'customers', choice: { tag_ids, tag_match } };
}

const idsOf = (named: { id: number }[]) => named.map((one) => one.id);

const conditionsOf = (groups: NonNullable<Broadcast['groups']>): GroupConditions => ({
  tag_ids: idsOf(groups.tags),
  owner_ids: idsOf(groups.owners),
  department_ids: idsOf(groups.departments),
  least_people: groups.least_people,
  most_people: groups.most_people,
});

/** Whom a broadcast that was written is for, as it is written. */
export const storedAudience = ({ groups, segment, tags, tag_match }: Broadcast): AudienceForm => ({
  ...freshAudience(segment?.segment_id),
  to: groups === null ? 'customers' : 'groups',
  tag_ids: tags.map((tag) => tag.tag_id),
  tag_match: tag_match ?? 'any',
  groups_by: groups !== null && groups.groupchats.length > 0 ? 'choice' : 'conditions',
  groupchat_ids: groups === null ? [] : idsOf(groups.groupchats),
  conditions: groups === null ? NO_CONDITIONS : conditionsOf(groups),
});

/** Whom a broadcast that was written is for. */
export function targetOfBroadcast({ groups, segment, tags, tag_match }: Broadcast): Target {
  if (groups !== null)
    return {
      to: 'groups',
      groups: { groupchat_ids: idsOf(groups.groupchats), ...conditionsOf(groups) },
    };
  if (segment !== null) return { to: 'customers', choice: { segment_id: segment.segment_id } };
  return {
    to: 'customers',
    choice: { tag_ids: tags.map((tag) => tag.tag_id), tag_match: tag_match ?? 'any' },
  };
}
