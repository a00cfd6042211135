import { getRouteApi, Link } from '@tanstack/react-router';

import { useWords } from '@/shared/i18n';
import { Empty, Page, Resource } from '@/shared/ui';

import { DaysPicker } from './DaysPicker';
import { ReportCuts } from './ReportCuts';
import { ReportByDay, ReportTotals } from './Report';
import css from './Report.module.css';
import { ReportTable } from './ReportTable';
import { useDays } from './useDays';
import { useReport } from './useReport';
import { reportWords } from './words/report';

const route = getRouteApi('/channel-report');

/** All channels together, then one by one. */
export default function ReportPage() {
  const { t } = useWords(reportWords);
  const days = useDays(route.useSearch());
  const navigate = route.useNavigate();
  const picker = <DaysPicker days={days} onChange={(search) => void navigate({ search })} />;
  return (
    <Page title={t('title')} purpose={t('purpose')} aside={picker}>
      <Resource
        query={useReport(days)}
        empty={(report) =>
          report.by_channel.length === 0 && <Empty title={t('empty')} text={t('emptyText')} />
        }
      >
        {(report) => (
          <div className={css.stack}>
            <ReportTotals report={report} />
            <ReportByDay report={report} days={days} />
            <ReportTable
              title={t('byChannel')}
              first={t('channel')}
              rows={report.by_channel}
              rowKey={(row) => row.channel_id}
              name={(row) => (
                <Link to="/channels/$channelId" params={{ channelId: row.channel_id }}>
                  {row.name}
                </Link>
              )}
              withCost
            />
            <ReportCuts report={report} />
          </div>
        )}
      </Resource>
    </Page>
  );
}
