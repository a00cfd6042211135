import type { Import } from '@lingqu/api';
import { type ReactNode, useState } from 'react';
import { Alert, Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useLists, useMakeList } from '@/shared/lists';
import { useSaid } from '@/shared/query';
import { Button, Field, Panel } from '@/shared/ui';

import css from './Import.module.css';
import { reportWords } from './words/report';

const LONGEST = 60;
const bare = (name: string) => name.replace(/\.[a-z]+$/i, '').slice(0, LONGEST);

interface MakeListProps {
  found: Import;
  /** The list whose people are to be replaced. */
  list: number | null;
  aside: ReactNode;
}

/** Give the people of a checked file a name, or let them be a list that is there. */
export function MakeList({ found, list, aside }: MakeListProps) {
  const { t } = useWords(reportWords);
  const said = useSaid();
  const make = useMakeList();
  const replaced = useLists().data?.items.find((one) => one.list_id === list);
  const [name, setName] = useState(bare(found.name));
  const confirm = () =>
    make.mutate(
      { importId: found.import_id, name, list: replaced === undefined ? null : replaced.list_id },
      { onError: said.failed },
    );
  return (
    <Panel title={t(replaced === undefined ? 'listTitle' : 'replaceList')} aside={aside}>
      <div className={css.listName}>
        {replaced === undefined ? (
          <Field
            label={t('listName')}
            help={t('listNameHelp')}
            fault={name.trim() === '' ? t('needName') : ''}
            required
          >
            <Input value={name} onChange={setName} maxlength={LONGEST} placeholder="" />
          </Field>
        ) : (
          <Alert theme="warning" message={t('listReplace', { name: replaced.name })} />
        )}
        <Button
          disabled={replaced === undefined && name.trim() === ''}
          loading={make.isPending}
          onClick={confirm}
        >
          {t(replaced === undefined ? 'makeList' : 'replaceList')}
        </Button>
      </div>
    </Panel>
  );
}
