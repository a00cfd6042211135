import type { ProgrammeRow } from '@lingqu/api';
import { Select } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { useLatestProgrammes } from '@/shared/programmes';
import { Failure, Field } from '@/shared/ui';

import { sendingWords } from './words/sending';

interface ProgrammeSelectProps {
  /** What it means to belong to none. */
  help: string;
  value: number | null;
  onChange: (programmeId: number | null) => void;
}

/** Choose the programme that a broadcast or a moment belongs to, and read what follows from it; one that is not running is not to be had. */
export function ProgrammeSelect({ help, value, onChange }: ProgrammeSelectProps) {
  const { t } = useWords(sendingWords);
  const follows = useFollows();
  const { data, error, isPending, refetch } = useLatestProgrammes();
  if (error !== null) return <Failure error={error} retry={() => void refetch()} />;
  const chosen = data?.items.find((one) => one.programme_id === value);
  const options = (data?.items ?? []).map((one) => ({
    value: one.programme_id,
    label: one.state === 'running' ? one.name : `${one.name} (${t('programmeOver')})`,
    disabled: one.state !== 'running',
  }));
  return (
    <Field label={t('programme')} help={chosen === undefined ? help : follows(chosen)} group>
      <Select
        filterable
        clearable
        value={value ?? ''}
        options={options}
        loading={isPending}
        placeholder={t('noProgramme')}
        empty={t('nothingFound')}
        onChange={(picked) => onChange(typeof picked === 'number' ? picked : null)}
      />
    </Field>
  );
}

/** What belonging to a programme means for a broadcast, in a line. */
function useFollows(): (programme: ProgrammeRow) => string {
  const { t } = useWords(sendingWords);
  const { permille } = useFormat();
  return ({ category, holdout_permille, budget = null, planned, overnight }) =>
    [
      t(category),
      ...(holdout_permille > 0 ? [t('followsHoldout', { share: permille(holdout_permille) })] : []),
      ...(budget === null ? [] : [t('followsBudget', { count: Math.max(budget - planned, 0) })]),
      ...(overnight ? [t('followsOvernight')] : []),
    ].join(' · ');
}
