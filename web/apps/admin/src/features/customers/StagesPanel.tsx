import { useState } from 'react';
import { EditIcon } from 'tdesign-icons-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { useStages } from '@/shared/stages';
import { Button, Panel, Resource } from '@/shared/ui';

import css from './Stages.module.css';
import { StagesDialog } from './StagesDialog';
import { stageWords } from './words/stages';

/** The corp's stages in their order, with how many people stand at each. */
export function StagesPanel() {
  const { t } = useWords(stageWords);
  const { number } = useFormat();
  const mayOperate = useMay('operate');
  const stages = useStages();
  const [editing, setEditing] = useState(false);
  const edit = mayOperate && stages.data !== undefined && (
    <Button variant="outline" icon={<EditIcon />} onClick={() => setEditing(true)}>
      {t('edit')}
    </Button>
  );
  return (
    <Panel title={t('title')} note={t('note')} aside={edit} className={css.panel ?? ''}>
      <Resource query={stages}>
        {({ items }) => (
          <>
            <ol className={css.order}>
              {items.map((one) => (
                <li key={one.stage_id}>
                  <b>{one.name}</b>
                  <span>{t('people', { count: number(one.customers) })}</span>
                </li>
              ))}
            </ol>
            {editing && <StagesDialog stages={items} onClose={() => setEditing(false)} />}
          </>
        )}
      </Resource>
    </Panel>
  );
}
