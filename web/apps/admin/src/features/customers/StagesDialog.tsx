import type { Stage } from '@lingqu/api';
import { useState } from 'react';
import { AddIcon, ArrowDownIcon, ArrowUpIcon, CloseIcon } from 'tdesign-icons-react';
import { Dialog, Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button } from '@/shared/ui';

import css from './Stages.module.css';
import { useWriteStages } from './useWriteStages';
import { stageWords } from './words/stages';

const LONGEST = 20;
const MOST = 20;

interface Row {
  key: number;
  stage_id: number | null;
  name: string;
  customers: number;
}

/** Rename, move, add and remove stages; one at which somebody stands stays. */
export function StagesDialog({ stages, onClose }: { stages: Stage[]; onClose: () => void }) {
  const { t } = useWords(stageWords);
  const said = useSaid();
  const write = useWriteStages();
  const [rows, setRows] = useState<Row[]>(() => stages.map((one) => ({ ...one, key: one.stage_id })));
  const names = rows.map((row) => row.name.trim());
  const sound = names.every((name) => name !== '') && new Set(names).size === names.length;
  const swap = (from: number, to: number) =>
    setRows((before) => {
      const after = [...before];
      const [moved] = after.splice(from, 1);
      if (moved !== undefined) after.splice(to, 0, moved);
      return after;
    });
  const submit = () => {
    if (!sound) return;
    write.mutate(
      rows.map(({ stage_id, name }) => ({ stage_id, name: name.trim() })),
      {
        onSuccess: () => {
          said.done(t('saved'));
          onClose();
        },
        onError: said.failed,
      },
    );
  };
  return (
    <Dialog
      visible
      header={t('edit')}
      onClose={onClose}
      onConfirm={submit}
      confirmBtn={{ content: t('save'), loading: write.isPending, disabled: !sound }}
      cancelBtn={t('cancel')}
    >
      <ol className={css.rows}>
        {rows.map((row, place) => (
          <li key={row.key}>
            <label className={css.named}>
              <span>{t('name', { place: place + 1 })}</span>
              <Input
                value={row.name}
                maxlength={LONGEST}
                placeholder=""
                onChange={(name) =>
                  setRows(rows.map((one) => (one.key === row.key ? { ...one, name } : one)))
                }
              />
            </label>
            <div className={css.acts}>
              <Button
                variant="text"
                shape="square"
                icon={<ArrowUpIcon />}
                aria-label={t('up')}
                disabled={place === 0}
                onClick={() => swap(place, place - 1)}
              />
              <Button
                variant="text"
                shape="square"
                icon={<ArrowDownIcon />}
                aria-label={t('down')}
                disabled={place === rows.length - 1}
                onClick={() => swap(place, place + 1)}
              />
              <Button
                variant="text"
                shape="square"
                icon={<CloseIcon />}
                aria-label={t('remove')}
                title={row.customers > 0 ? t('inUse', { count: row.customers }) : t('remove')}
                disabled={row.customers > 0 || rows.length === 1}
                onClick={() => setRows(rows.filter((one) => one.key !== row.key))}
              />
            </div>
          </li>
        ))}
      </ol>
      <Button
        variant="outline"
        icon={<AddIcon />}
        disabled={rows.length >= MOST}
        onClick={() =>
          setRows([...rows, { key: -rows.length - Date.now(), stage_id: null, name: '', customers: 0 }])
        }
      >
        {t('add')}
      </Button>
      {!sound && <p className={css.fault}>{t('needName')}</p>}
    </Dialog>
  );
}
