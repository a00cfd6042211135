import type { Broadcast } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Page, Panel, Resource, StateTag, Tabs } from '@/shared/ui';

import css from './Broadcast.module.css';
import { BroadcastActs } from './BroadcastActs';
import { FrozenBanner } from './FrozenBanner';
import { NotDelivered, Progress } from './Progress';
import { Results } from './Results';
import { BROADCAST_TABS, type BroadcastTab } from './search';
import { Facts, Standing } from './Standing';
import { BROADCAST_TONES } from './states';
import { TakenOut } from './TakenOut';
import { TaskTable } from './TaskTable';
import { UnknownCalls } from './UnknownCalls';
import { useBroadcast } from './useBroadcast';
import { VariantPhones, VariantResults } from './VariantResults';
import { broadcastWords } from './words/broadcast';
import { groupsWords } from './words/groups';

const route = getRouteApi('/broadcasts/$broadcastId');

/** One broadcast: how far it is, who has to confirm, what became of each message. */
export default function BroadcastPage() {
  const { t } = useWords(broadcastWords);
  const { broadcastId } = route.useParams();
  const broadcast = useBroadcast(broadcastId);
  const back = (
    <Link to="/broadcasts" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  const aside = broadcast.data !== undefined && (
    <>
      <StateTag tone={BROADCAST_TONES[broadcast.data.state]}>{t(broadcast.data.state)}</StateTag>
      <BroadcastActs broadcast={broadcast.data} />
    </>
  );
  return (
    <Page title={broadcast.data?.name ?? t('name')} back={back} aside={aside}>
      <FrozenBanner />
      <Resource query={broadcast}>{(found) => <Detail broadcast={found} />}</Resource>
    </Page>
  );
}

/** Nothing has left yet: its content is what there is to see. */
const UNSENT: ReadonlySet<Broadcast['state']> = new Set(['draft', 'awaiting_approval', 'scheduled']);

function Detail({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
  const unsent = UNSENT.has(broadcast.state);
  const { tab = unsent ? 'content' : 'tasks' } = route.useSearch();
  const navigate = route.useNavigate();
  const titleOf = (name: BroadcastTab) =>
    name === 'deliveries' && broadcast.groups !== null ? ofGroups('results') : t(`tab.${name}`);
  return (
    <div className={css.stack}>
      <Facts broadcast={broadcast} />
      <Standing broadcast={broadcast} />
      <div className={css.progress}>
        <Progress counts={broadcast.counts} tasks={broadcast.tasks} groups={broadcast.groups} />
        <NotDelivered broadcast={broadcast} />
      </div>
      <TakenOut broadcast={broadcast} />
      {!unsent && <UnknownCalls broadcast={broadcast} />}
      {broadcast.variants.length > 1 && <VariantResults variants={broadcast.variants} />}
      <Panel flush>
        <Tabs
          label={broadcast.name}
          tabs={BROADCAST_TABS.map((name) => ({ name, title: titleOf(name) }))}
          chosen={tab}
          onChoose={(chosen) => void navigate({ search: { tab: chosen }, replace: true })}
        />
        {tab === 'tasks' && <TaskTable broadcast={broadcast} />}
        {tab === 'deliveries' && <Results broadcast={broadcast} />}
        {tab === 'content' && (
          <VariantPhones
            variants={broadcast.variants}
            group={broadcast.groups === null ? undefined : ofGroups('exampleGroup')}
          />
        )}
      </Panel>
    </div>
  );
}
