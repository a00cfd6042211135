import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';

import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, Empty, KeysetPager, LinkButton, Page, Panel, Resource, Waiting } from '@/shared/ui';

import { Filters } from './Filters';
import { GroupchatTable } from './GroupchatTable';
import { ManageTags } from './ManageTags';
import { type GroupchatFilter, isFiltered } from './search';
import { useGroupchats } from './useGroupchats';
import { groupchatWords } from './words/groupchats';

const route = getRouteApi('/groupchats');

export default function GroupchatsPage() {
  const { t } = useWords(groupchatWords);
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const mayOperate = useMay('operate');
  const [managing, setManaging] = useState(false);
  const keyset = useKeyset(filter);
  const groups = useGroupchats({ ...filter, cursor: keyset.cursor });
  const change = useCallback(
    (changed: Partial<GroupchatFilter>) =>
      void navigate({ search: (previous) => ({ ...previous, ...changed }), replace: true }),
    [navigate],
  );
  const clear = useCallback(() => void navigate({ search: {} }), [navigate]);
  const manage = mayOperate && (
    <Button variant="outline" onClick={() => setManaging(true)}>
      {t('manageTags')}
    </Button>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={manage}>
      <Filters filter={filter} onChange={change} onClear={clear} />
      <Panel flush>
        <Resource
          query={groups}
          waiting={<Waiting rows={10} rowHeight={56} />}
          empty={(page) => page.items.length === 0 && <Nothing filter={filter} onClear={clear} />}
        >
          {(page) => (
            <>
              <GroupchatTable rows={page.items} stale={groups.isPlaceholderData} />
              <KeysetPager keyset={keyset} nextCursor={page.next_cursor} total={page.total} />
            </>
          )}
        </Resource>
      </Panel>
      {mayOperate && <ManageTags open={managing} onClose={() => setManaging(false)} />}
    </Page>
  );
}

function Nothing({ filter, onClear }: { filter: GroupchatFilter; onClear: () => void }) {
  const { t } = useWords(groupchatWords);
  if (!isFiltered(filter)) {
    return (
      <Empty
        title={t('empty')}
        text={t('emptyText')}
        act={<LinkButton to="/connect">{t('connect')}</LinkButton>}
      />
    );
  }
  return (
    <Empty
      title={t('none')}
      text={t('noneText')}
      act={
        <Button variant="outline" onClick={onClear}>
          {t('clear')}
        </Button>
      }
    />
  );
}
