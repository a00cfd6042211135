import type { Channel } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ChevronLeftIcon, EditIcon } from 'tdesign-icons-react';
import { Dialog } from 'tdesign-react';

import { useReason } from '@/shared/deliveries';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, LinkButton, Page, Panel, Resource, StateTag } from '@/shared/ui';

import { DaysPicker } from './DaysPicker';
import { QrCard } from './QrCard';
import { ReportByDay, ReportTotals } from './Report';
import css from './Report.module.css';
import { ReportCuts } from './ReportCuts';
import { CHANNEL_TONES } from './states';
import { useArchiveChannel } from './useArchiveChannel';
import { useChannel } from './useChannel';
import { useDays } from './useDays';
import { useChannelReport } from './useReport';
import { channelWords } from './words/list';

const route = getRouteApi('/channels/$channelId');

/** One channel: its code, and what it brought. */
export default function ChannelPage() {
  const { t } = useWords(channelWords);
  const { channelId } = route.useParams();
  const channel = useChannel(channelId);
  const days = useDays(route.useSearch());
  const navigate = route.useNavigate();
  const report = useChannelReport(channelId, days);
  const back = (
    <Link to="/channels" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page
      title={channel.data?.name ?? t('name')}
      back={back}
      aside={
        <>
          <DaysPicker days={days} onChange={(search) => void navigate({ search })} />
          {channel.data !== undefined && <Acts channel={channel.data} />}
        </>
      }
    >
      <Resource query={channel}>
        {(found) => (
          <Resource query={report}>
            {(told) => (
              <div className={css.stack}>
                <div className={css.head}>
                  <div>
                    <ReportTotals report={told} />
                  </div>
                  <Panel title={<ChannelState channel={found} />}>
                    <QrCard channel={found} />
                  </Panel>
                </div>
                <ReportByDay report={told} days={days} />
                <ReportCuts report={told} />
              </div>
            )}
          </Resource>
        )}
      </Resource>
    </Page>
  );
}

function ChannelState({ channel }: { channel: Channel }) {
  const { t } = useWords(channelWords);
  const reason = useReason();
  const why =
    channel.status_reason === null ? undefined : t('statusReason', { reason: reason(channel.status_reason) });
  return (
    <StateTag tone={CHANNEL_TONES[channel.status]} title={why}>
      {t(channel.status)}
    </StateTag>
  );
}

function Acts({ channel }: { channel: Channel }) {
  const { t } = useWords(channelWords);
  const said = useSaid();
  const mayOperate = useMay('operate');
  const [asking, setAsking] = useState(false);
  const archive = useArchiveChannel(channel.channel_id);
  if (!mayOperate || channel.status === 'archived') return null;
  const confirm = () =>
    archive.mutate(undefined, {
      onSuccess: () => {
        setAsking(false);
        said.done(t('archivedDone'));
      },
      onError: said.failed,
    });
  return (
    <>
      <Button variant="outline" onClick={() => setAsking(true)}>
        {t('archive')}
      </Button>
      <LinkButton
        to="/channels/$channelId/edit"
        params={{ channelId: channel.channel_id }}
        icon={<EditIcon />}
      >
        {t('edit')}
      </LinkButton>
      <Dialog
        header={t('archiveTitle', { name: channel.name })}
        visible={asking}
        onClose={() => setAsking(false)}
        onConfirm={confirm}
        confirmBtn={{ content: t('archive'), theme: 'danger', loading: archive.isPending }}
        cancelBtn={t('keep')}
      >
        {t('archiveText')}
      </Dialog>
    </>
  );
}
