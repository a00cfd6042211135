import { useEffect, useState } from 'react';
import { SearchIcon } from 'tdesign-icons-react';
import { DateRangePicker, Input, Radio, Select } from 'tdesign-react';

import { DepartmentSelect, StaffSelect } from '@/features/directory';
import { useChannelNames } from '@/shared/channels';
import { useWords } from '@/shared/i18n';
import { useDebounced } from '@/shared/query';
import { Button } from '@/shared/ui';

import css from './Customers.module.css';
import { type CustomerFilter, isFiltered } from './search';
import { TagSelect } from './TagSelect';
import { listWords } from './words/list';

type Change = (change: Partial<CustomerFilter>) => void;

interface FiltersProps {
  filter: CustomerFilter;
  onChange: Change;
  onClear: () => void;
}

/** The filters of the list; what they hold stands in the address. */
export function Filters({ filter, onChange, onClear }: FiltersProps) {
  const { t } = useWords(listWords);
  return (
    <div className={css.filters} role="search">
      <SearchBox query={filter.query} onChange={onChange} />
      <Radio.Group
        variant="default-filled"
        value={filter.relation ?? 'any'}
        onChange={(value) => onChange({ relation: value === 'any' ? undefined : value })}
      >
        <Radio.Button value="any">{t('any')}</Radio.Button>
        <Radio.Button value="live">{t('live')}</Radio.Button>
        <Radio.Button value="lost">{t('lost')}</Radio.Button>
      </Radio.Group>
      <Button variant="text" disabled={!isFiltered(filter)} onClick={onClear}>
        {t('clear')}
      </Button>
      <div className={css.selects}>
        <TagFilter filter={filter} onChange={onChange} />
        <div role="group" aria-label={t('staffFilter')}>
          <StaffSelect value={filter.staff_id} onChange={(staff_id) => onChange({ staff_id })} />
        </div>
        <div role="group" aria-label={t('shopFilter')}>
          <DepartmentSelect
            value={filter.department_id}
            onChange={(department_id) => onChange({ department_id })}
          />
        </div>
        <ChannelFilter channelId={filter.channel_id} onChange={onChange} />
        <div role="group" aria-label={t('added')}>
          <DateRangePicker
            clearable
            value={[filter.added_from ?? '', filter.added_to ?? '']}
            onChange={([from, to]) => onChange({ added_from: dayOf(from), added_to: dayOf(to) })}
          />
        </div>
      </div>
    </div>
  );
}

const dayOf = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value.slice(0, 10) : undefined;

function SearchBox({ query = '', onChange }: { query: string | undefined; onChange: Change }) {
  const { t } = useWords(listWords);
  const [typed, setTyped] = useState({ text: query, from: query });
  if (typed.from !== query) setTyped({ text: query, from: query });
  const still = useDebounced(typed.text, 350);
  useEffect(() => {
    if (still.trim() !== query) onChange({ query: still.trim() === '' ? undefined : still.trim() });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only typing asks; a changed address does not
  }, [still]);
  return (
    <Input
      className={css.search}
      value={typed.text}
      onChange={(text) => setTyped({ text, from: query })}
      placeholder={t('search')}
      prefixIcon={<SearchIcon />}
      clearable
    />
  );
}

function TagFilter({ filter, onChange }: Omit<FiltersProps, 'onClear'>) {
  const { t } = useWords(listWords);
  return (
    <div className={css.tagFilter} role="group" aria-label={t('tagFilter')}>
      <Select
        value={filter.tag_match ?? 'any'}
        options={[
          { value: 'any', label: t('matchAny') },
          { value: 'all', label: t('matchAll') },
          { value: 'none', label: t('matchNone') },
        ]}
        onChange={(value) => onChange({ tag_match: value as CustomerFilter['tag_match'] })}
      />
      <TagSelect
        value={filter.tag_id ?? []}
        onChange={(tags) => onChange({ tag_id: tags.length > 0 ? tags : undefined })}
        placeholder={t('pickTags')}
        named={2}
      />
    </div>
  );
}

function ChannelFilter({ channelId, onChange }: { channelId: number | undefined; onChange: Change }) {
  const { t } = useWords(listWords);
  const channels = useChannelNames();
  const options = channels.data?.map(({ channel_id, name }) => ({ value: channel_id, label: name })) ?? [];
  return (
    <div role="group" aria-label={t('channelFilter')}>
      <Select
        filterable
        clearable
        value={channelId ?? ''}
        options={options}
        placeholder={t('pickChannel')}
        onChange={(value) => onChange({ channel_id: typeof value === 'number' ? value : undefined })}
      />
    </div>
  );
}
