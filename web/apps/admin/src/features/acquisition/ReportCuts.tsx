import type { ChannelReport } from '@lingqu/api';

import { useWords } from '@/shared/i18n';

import { ReportTable } from './ReportTable';
import { reportWords } from './words/report';

/** The cuts every report has: by shop and by member. */
export function ReportCuts({ report }: { report: ChannelReport }) {
  const { t } = useWords(reportWords);
  return (
    <>
      <ReportTable
        title={t('byShop')}
        first={t('shop')}
        rows={report.by_shop}
        rowKey={(row) => row.department_id ?? 0}
        name={(row) => (row.department_id === null ? t('noShop') : row.name)}
      />
      <ReportTable
        title={t('byStaff')}
        first={t('staff')}
        rows={report.by_staff}
        rowKey={(row) => row.staff_id}
        name={(row) => row.name}
      />
    </>
  );
}
