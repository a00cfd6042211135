import type { OrderAudience } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useAllStaff, useDepartments } from '@/features/directory';
import { useWords } from '@/shared/i18n';
import { useSegmentNames } from '@/shared/segments';
import { useTagNames } from '@/shared/tags';

import { orderWords } from './words/orders';

const NAMED = 6;

/** Whom a work order is for, by name; a long list is cut and counted. */
export function OrderFor({ audience }: { audience: OrderAudience | null }) {
  const { t } = useWords(orderWords);
  if (audience === null) return t('oneByOne');
  const { segment_id = null, tag_ids = [], staff_ids = [], department_ids = [] } = audience;
  if (segment_id !== null) return <OfSegment id={segment_id} />;
  if (tag_ids.length > 0) return <OfTags ids={tag_ids} />;
  return <OfStaff staffIds={staff_ids} departmentIds={department_ids} />;
}

function OfSegment({ id }: { id: number }) {
  const { rich } = useWords(orderWords);
  const name = useSegmentNames().data?.get(id) ?? `#${id}`;
  return rich('ownersOfSegment', {
    name: (
      <Link to="/segments/$segmentId" params={{ segmentId: id }}>
        {name}
      </Link>
    ),
  });
}

function OfTags({ ids }: { ids: number[] }) {
  const { t } = useWords(orderWords);
  const listed = useListed();
  const names = useTagNames();
  return t('ownersOfTags', { names: listed(ids.map((id) => names.get(id) ?? `#${id}`)) });
}

function OfStaff({ staffIds, departmentIds }: { staffIds: number[]; departmentIds: number[] }) {
  const listed = useListed();
  const staff = useAllStaff().data ?? [];
  const departments = useDepartments().data?.items ?? [];
  return listed([
    ...departmentIds.map((id) => departments.find((one) => one.department_id === id)?.name ?? `#${id}`),
    ...staffIds.map((id) => staff.find((one) => one.staff_id === id)?.name ?? `#${id}`),
  ]);
}

/** Names in a row, the last ones counted where they are many. */
function useListed(): (names: string[]) => string {
  const { t } = useWords(orderWords);
  return (names) => {
    const shown = names.slice(0, NAMED).join(t('comma'));
    return names.length > NAMED ? t('andMore', { names: shown, count: names.length }) : shown;
  };
}
