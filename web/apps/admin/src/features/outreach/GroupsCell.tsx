import type { BroadcastRow } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { Tags, text } from '@/shared/ui';

import { groupsWords } from './words/groups';

type Groups = NonNullable<BroadcastRow['groups']>;

/** Which customer groups a broadcast goes into: how many were chosen, or the conditions they meet. */
export function GroupsCell({ groups, max }: { groups: Groups; max: number }) {
  const { t } = useWords(groupsWords);
  const conditions = useConditions(groups);
  return (
    <span className={text.pair}>
      {groups.tags.length > 0 ? (
        <Tags tags={groups.tags.map(({ id, name }) => ({ tag_id: id, name: name ?? '' }))} max={max} />
      ) : (
        <span>{conditions[0] ?? t('everyGroup')}</span>
      )}
      <small>
        {[t('groups'), ...(groups.tags.length > 0 ? conditions : conditions.slice(1))].join(' · ')}
      </small>
    </span>
  );
}

/** What groups must meet besides tags, in words. */
function useConditions({ groupchats, owners, departments, least_people, most_people }: Groups): string[] {
  const { t } = useWords(groupsWords);
  const names = (rows: Groups['owners']) => rows.map((one) => one.name).join(t('comma'));
  return [
    ...(groupchats.length > 0 ? [t('chosen', { count: groupchats.length })] : []),
    ...(owners.length > 0 ? [t('ofOwners', { names: names(owners) })] : []),
    ...(departments.length > 0 ? [t('ofDepartments', { names: names(departments) })] : []),
    ...(least_people === null ? [] : [t('atLeast', { count: least_people })]),
    ...(most_people === null ? [] : [t('atMost', { count: most_people })]),
  ];
}
