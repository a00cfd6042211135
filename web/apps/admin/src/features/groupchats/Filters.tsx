import { useEffect, useState } from 'react';
import { SearchIcon } from 'tdesign-icons-react';
import { Input, Radio, Select } from 'tdesign-react';

import { StaffSelect } from '@/features/directory';
import { useWords } from '@/shared/i18n';
import { useDebounced } from '@/shared/query';
import { Button } from '@/shared/ui';

import css from './Groupchats.module.css';
import { type GroupchatFilter, isFiltered } from './search';
import { useGroupchatTags } from './useGroupchatTags';
import { groupchatWords } from './words/groupchats';

type Change = (change: Partial<GroupchatFilter>) => void;

interface FiltersProps {
  filter: GroupchatFilter;
  onChange: Change;
  onClear: () => void;
}

/** The filters of the list; what they hold stands in the address. */
export function Filters({ filter, onChange, onClear }: FiltersProps) {
  const { t } = useWords(groupchatWords);
  return (
    <div className={css.filters} role="search">
      <SearchBox query={filter.query} onChange={onChange} />
      <Radio.Group
        variant="default-filled"
        value={filter.life ?? 'live'}
        onChange={(value) => onChange({ life: value === 'live' ? undefined : value })}
      >
        <Radio.Button value="live">{t('live')}</Radio.Button>
        <Radio.Button value="dismissed">{t('dismissed')}</Radio.Button>
        <Radio.Button value="any">{t('any')}</Radio.Button>
      </Radio.Group>
      <Button variant="text" disabled={!isFiltered(filter)} onClick={onClear}>
        {t('clear')}
      </Button>
      <div className={css.selects}>
        <div role="group" aria-label={t('ownerFilter')}>
          <StaffSelect value={filter.owner_id} onChange={(owner_id) => onChange({ owner_id })} />
        </div>
        <TagFilter tagId={filter.tag_id} onChange={onChange} />
      </div>
    </div>
  );
}

function SearchBox({ query = '', onChange }: { query: string | undefined; onChange: Change }) {
  const { t } = useWords(groupchatWords);
  const [typed, setTyped] = useState({ text: query, from: query });
  if (typed.from !== query) setTyped({ text: query, from: query });
  const still = useDebounced(typed.text, 350);
  useEffect(() => {
    if (still.trim() !== query) onChange({ query: still.trim() === '' ? undefined : still.trim() });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only typing asks; a changed address does not
  }, [still]);
  return (
    <Input
      value={typed.text}
      onChange={(text) => setTyped({ text, from: query })}
      placeholder={t('search')}
      prefixIcon={<SearchIcon />}
      clearable
    />
  );
}

function TagFilter({ tagId, onChange }: { tagId: number | undefined; onChange: Change }) {
  const { t } = useWords(groupchatWords);
  const tags = useGroupchatTags();
  const options = tags.data?.items.map(({ tag_id, name }) => ({ value: tag_id, label: name })) ?? [];
  return (
    <div role="group" aria-label={t('tagFilter')}>
      <Select
        filterable
        clearable
        value={tagId ?? ''}
        options={options}
        placeholder={t('pickTag')}
        onChange={(value) => onChange({ tag_id: typeof value === 'number' ? value : undefined })}
      />
    </div>
  );
}
