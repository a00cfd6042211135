import type { RelationScope } from '@lingqu/api';
import { Checkbox } from 'tdesign-react';

import { TagSelect } from '@/features/customers';
import { ManyStaffSelect } from '@/features/directory';
import { useChannelNames } from '@/shared/channels';
import { useWords } from '@/shared/i18n';
import { useTags } from '@/shared/tags';

import css from './Builder.module.css';
import { Part } from './Part';
import { Pick, PickMany, some } from './Picks';
import type { Of } from './tree';
import { useDepartmentOptions } from './useNamedValues';
import { CountPart, WindowPart } from './WindowPart';
import { leafWords } from './words/leaves';

interface FormProps<Node> {
  leaf: Node;
  onChange: (leaf: Node) => void;
}

const MATCHES = ['any', 'all', 'none'] as const;
const STATES = ['live', 'any', 'ended', 'deleted_by_customer', 'deleted_by_staff'] as const;

export function TagForm({ leaf, onChange }: FormProps<Of<'tag'>>) {
  const { t } = useWords(leafWords);
  const groups = useTags().data?.items ?? [];
  return (
    <>
      <Part label={t('part_match')} at=".match">
        <Pick
          value={leaf.match ?? 'any'}
          options={MATCHES.map((one) => ({ value: one, label: t(`match.${one}`) }))}
          onChange={(match) => onChange({ ...leaf, match })}
        />
      </Part>
      <Part label={t('part_tags')} at=".tags" wide={6}>
        <TagSelect value={leaf.tags ?? []} onChange={(tags) => onChange({ ...leaf, tags })} named={4} />
      </Part>
      <Part label={t('part_groups')} at=".groups">
        <PickMany
          value={leaf.groups}
          options={groups.map((one) => ({ value: one.group_id, label: one.name }))}
          onChange={(chosen) => onChange({ ...leaf, groups: chosen })}
        />
      </Part>
      <WindowPart
        label={t('part_granted')}
        at=".granted"
        value={leaf.granted}
        onChange={(granted) => onChange({ ...leaf, granted })}
      />
      <Scope value={leaf.scope} onChange={(scope) => onChange({ ...leaf, scope })} />
      <div className={css.check}>
        <Checkbox
          checked={leaf.one_relation ?? false}
          onChange={(one_relation) => onChange({ ...leaf, one_relation })}
        >
          {t('part_oneRelation')}
        </Checkbox>
      </div>
    </>
  );
}

interface ScopeProps {
  value: RelationScope | null | undefined;
  onChange: (scope: RelationScope | undefined) => void;
}

/** With whom: any of these members, or of members in these departments. */
function Scope({ value, onChange }: ScopeProps) {
  const { t } = useWords(leafWords);
  const put = (changed: RelationScope) => {
    const { staff = [], departments = [] } = { ...value, ...changed };
    onChange(
      staff.length + departments.length === 0
        ? undefined
        : { staff: some(staff), departments: some(departments) },
    );
  };
  return (
    <>
      <Part label={t('part_scope')} at=".scope.staff">
        <ManyStaffSelect
          placeholder={t('any')}
          value={value?.staff ?? []}
          onChange={(staff) => put({ staff })}
        />
      </Part>
      <Part label={t('part_departments')} at=".scope.departments">
        <PickMany
          value={value?.departments}
          options={useDepartmentOptions()}
          onChange={(departments = []) => put({ departments })}
        />
      </Part>
    </>
  );
}

export function RelationForm({ leaf, onChange }: FormProps<Of<'relation'>>) {
  const { t } = useWords(leafWords);
  const channels = useChannelNames().data ?? [];
  return (
    <>
      <Part label={t('part_state')} at=".state">
        <Pick
          value={leaf.state ?? 'live'}
          options={STATES.map((one) => ({ value: one, label: t(`state.${one}`) }))}
          onChange={(state) => onChange({ ...leaf, state })}
        />
      </Part>
      <Scope value={leaf.scope} onChange={(scope) => onChange({ ...leaf, scope })} />
      <CountPart
        label={t('part_many')}
        value={leaf.count}
        onChange={(count) => onChange({ ...leaf, count })}
      />
      <Part label={t('part_channels')} at=".channels">
        <PickMany
          value={leaf.channels}
          options={channels.map((one) => ({ value: one.channel_id, label: one.name }))}
          onChange={(chosen) => onChange({ ...leaf, channels: chosen })}
        />
      </Part>
      <WindowPart
        label={t('part_added')}
        at=".added"
        value={leaf.added}
        onChange={(added) => onChange({ ...leaf, added })}
      />
      {leaf.state !== undefined && leaf.state !== 'live' && (
        <WindowPart
          label={t('part_ended')}
          at=".ended"
          value={leaf.ended}
          onChange={(ended) => onChange({ ...leaf, ended })}
        />
      )}
    </>
  );
}
