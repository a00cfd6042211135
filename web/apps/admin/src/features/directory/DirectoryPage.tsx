import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';

import { useWords } from '@/shared/i18n';
import { Empty, LinkButton, Page, Panel, Resource } from '@/shared/ui';

import { DepartmentTree } from './DepartmentTree';
import css from './Directory.module.css';
import { StaffTable } from './StaffTable';
import { useDepartments } from './useDepartments';
import { directoryWords } from './words';

const route = getRouteApi('/directory');

export default function DirectoryPage() {
  const { t } = useWords(directoryWords);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const departments = useDepartments();
  const chosen = departments.data?.items.find((one) => one.department_id === search.department_id);
  const ask = useCallback(
    (query: string | undefined) =>
      void navigate({ search: (previous) => ({ ...previous, query }), replace: true }),
    [navigate],
  );
  return (
    <Page title={t('title')} purpose={t('purpose')}>
      <Resource
        query={departments}
        empty={({ items }) =>
          items.length === 0 && (
            <Empty
              title={t('empty')}
              text={t('emptyText')}
              act={<LinkButton to="/connect">{t('toSync')}</LinkButton>}
            />
          )
        }
      >
        {({ items }) => (
          <div className={css.columns}>
            <Panel title={t('departments')} flush>
              <DepartmentTree
                departments={items}
                chosen={search.department_id}
                onChoose={(department_id) =>
                  void navigate({ search: (previous) => ({ ...previous, department_id }) })
                }
              />
            </Panel>
            <StaffTable search={search} onQuery={ask} department={chosen} />
          </div>
        )}
      </Resource>
    </Page>
  );
}
