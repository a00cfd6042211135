import { getRouteApi } from '@tanstack/react-router';

import { useWords } from '@/shared/i18n';
import { Page, Resource } from '@/shared/ui';

import { stored } from './composition';
import { BroadcastEditor } from './NewBroadcastPage';
import { useBroadcast } from './useBroadcast';
import { composeWords } from './words/compose';

const route = getRouteApi('/broadcasts/$broadcastId/edit');

/** Change a broadcast that has not begun to leave. */
export default function EditBroadcastPage() {
  const { t } = useWords(composeWords);
  const { broadcastId } = route.useParams();
  const broadcast = useBroadcast(broadcastId);
  if (broadcast.data !== undefined) {
    const found = broadcast.data;
    return <BroadcastEditor begins={() => stored(found)} changes={found} />;
  }
  return (
    <Page title={t('editTitle')}>
      <Resource query={broadcast}>{() => null}</Resource>
    </Page>
  );
}
