import type { Groupchat } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { groupWords } from '@/shared/groupchats';
import { useWords } from '@/shared/i18n';
import { Page, Panel, Resource, StateTag, Tabs, Waiting } from '@/shared/ui';

import { About } from './About';
import css from './Groupchats.module.css';
import { Members } from './Members';
import { MEMBER_TABS } from './search';
import { stateOf } from './states';
import { useGroupchat } from './useGroupchat';
import { groupchatWords } from './words/groupchats';

const route = getRouteApi('/groupchats/$groupchatId');

export default function GroupchatPage() {
  const { t } = useWords(groupchatWords);
  const { t: word } = useWords(groupWords);
  const { groupchatId } = route.useParams();
  const group = useGroupchat(groupchatId);
  const back = (
    <Link to="/groupchats" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page
      title={group.data?.name ?? word('unnamed', { id: String(groupchatId) })}
      back={back}
      aside={group.data !== undefined && <State group={group.data} />}
    >
      <Resource
        query={group}
        waiting={
          <Panel flush>
            <Waiting rows={10} />
          </Panel>
        }
      >
        {(found) => <Detail group={found} />}
      </Resource>
    </Page>
  );
}

function State({ group }: { group: Groupchat }) {
  const { t } = useWords(groupchatWords);
  const { word, tone } = stateOf(group);
  return <StateTag tone={tone}>{t(word)}</StateTag>;
}

function Detail({ group }: { group: Groupchat }) {
  const { t } = useWords(groupchatWords);
  const { tab = 'present' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={css.columns}>
      <About group={group} />
      <Panel flush>
        <Tabs
          label={t('members')}
          tabs={MEMBER_TABS.map((name) => ({ name, title: t(name) }))}
          chosen={tab}
          onChoose={(chosen) => void navigate({ search: { tab: chosen }, replace: true })}
        />
        <Members groupchatId={group.groupchat_id} present={tab === 'present'} />
      </Panel>
    </div>
  );
}
