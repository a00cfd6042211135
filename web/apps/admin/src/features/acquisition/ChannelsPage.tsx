import type { ChannelRow } from '@lingqu/api';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { AddIcon } from 'tdesign-icons-react';
import { Checkbox, Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useKeyset } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Empty, KeysetList, LinkButton, Page, Panel } from '@/shared/ui';

import { useChannelColumns } from './channelColumns';
import { QrCard } from './QrCard';
import { useChannels } from './useChannels';
import { channelWords } from './words/list';

const route = getRouteApi('/channels');

export default function ChannelsPage() {
  const { t } = useWords(channelWords);
  const { archived = false } = route.useSearch();
  const navigate = route.useNavigate();
  const mayOperate = useMay('operate');
  const keyset = useKeyset(archived);
  const channels = useChannels({ archived, cursor: keyset.cursor });
  const [shown, setShown] = useState<ChannelRow | null>(null);
  const columns = useChannelColumns(setShown);
  const create = mayOperate && (
    <LinkButton to="/channels/new" icon={<AddIcon />}>
      {t('create')}
    </LinkButton>
  );
  const toggle = (on: boolean) => void navigate({ search: { archived: on ? true : undefined } });
  const aside = (
    <>
      <Checkbox checked={archived} onChange={toggle}>
        {t('showArchived')}
      </Checkbox>
      {create}
    </>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={aside}>
      <Panel flush>
        <KeysetList
          label={t('title')}
          query={channels}
          keyset={keyset}
          columns={columns}
          rowKey={(row) => row.channel_id}
          empty={<Empty title={t('empty')} text={t('emptyText')} act={create} />}
        />
      </Panel>
      <Dialog
        header={shown?.name}
        visible={shown !== null}
        footer={false}
        width={360}
        onClose={() => setShown(null)}
      >
        {shown !== null && <QrCard channel={shown} />}
      </Dialog>
    </Page>
  );
}
