import type { Definition, Segment } from '@lingqu/api';
import { type ReactNode, useState } from 'react';
import { Alert, Dialog, Radio } from 'tdesign-react';

import { useTold } from '@/shared/errors';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import { nameOf } from './GrantRow';
import css from './SaveDialog.module.css';
import { useGrants } from './useGrants';
import { useForecast } from './usePreview';
import { saveWords } from './words/save';

interface SaveDialogProps {
  segment: Segment;
  /** What is to be saved. */
  definition: Definition;
  /** The version whose conditions are restored, null for an edit. */
  restored?: number | null;
  saving: boolean;
  onSave: (fires: boolean) => void;
  onClose: () => void;
}

/** Who would come and go, and whether that triggers anything: not unless it is asked. */
export function SaveDialog({
  segment,
  definition,
  restored = null,
  saving,
  onSave,
  onClose,
}: SaveDialogProps) {
  const { t } = useWords(saveWords);
  const [fires, setFires] = useState(false);
  const [plain, firing] =
    restored === null ? (['save', 'saveAndFire'] as const) : (['restore', 'restoreAndFire'] as const);
  return (
    <Dialog
      visible
      width={600}
      header={
        restored === null
          ? t('title', { version: segment.version + 1 })
          : t('restoreTitle', { version: restored })
      }
      onClose={onClose}
      footer={
        <>
          <Button variant="outline" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button loading={saving} onClick={() => onSave(fires)}>
            {t(fires ? firing : plain)}
          </Button>
        </>
      }
    >
      <div className={css.dialog}>
        {restored !== null && <p>{t('restoreText', { version: restored })}</p>}
        <Forecast definition={definition} segmentId={segment.segment_id} />
        <div role="group" aria-label={t('ask')} className={css.ask}>
          <h3>{t('ask')}</h3>
          <Radio.Group value={fires} onChange={(chosen) => setFires(chosen)} className={css.choices}>
            <Radio value={false}>
              <Choice title={t('quiet')} help={t('quietHelp')} />
            </Radio>
            <Radio value>
              <Choice title={t('fire')} help={t('fireHelp')}>
                {fires && <Reached segment={segment} />}
              </Choice>
            </Radio>
          </Radio.Group>
        </div>
      </div>
    </Dialog>
  );
}

function Choice({ title, help, children }: { title: string; help: string; children?: ReactNode }) {
  return (
    <span className={css.choice}>
      <b>{title}</b>
      <small>{help}</small>
      {children}
    </span>
  );
}

/** What a trigger sets going: the grants that are on; other segments are built anew in silence. */
function Reached({ segment }: { segment: Segment }) {
  const { t } = useWords(saveWords);
  const grants = useGrants(segment.segment_id);
  const names = grants.data?.items.filter((one) => one.state === 'on').map(nameOf);
  return (
    <>
      {names !== undefined && (
        <small>{names.length > 0 ? t('grants', { names: names.join(t('comma')) }) : t('noGrants')}</small>
      )}
      {segment.read_by.length > 0 && <small>{t('readers', { count: segment.read_by.length })}</small>}
    </>
  );
}

function Forecast({ definition, segmentId }: { definition: Definition; segmentId: number }) {
  const { t } = useWords(saveWords);
  const { number } = useFormat();
  const tell = useTold();
  const { data, error } = useForecast(definition, segmentId);
  if (error !== null) return <Alert theme="warning" title={tell(error).title} message={tell(error).mend} />;
  if (data === undefined) return <p className={css.quiet}>{t('counting')}</p>;
  if (data.count === null) return <Alert theme="warning" message={t('unknown')} />;
  const figures = [
    { name: 'entered', count: data.entered ?? 0 },
    { name: 'left', count: data.left ?? 0 },
    { name: 'after', count: data.count },
  ] as const;
  return (
    <div role="status">
      <p>{t('willMove')}</p>
      <div className={css.figures}>
        {figures.map(({ name, count }) => (
          <span key={name} className={css.figure} data-name={name}>
            <span>{t(name)}</span>
            <b>
              {number(count)} <small>{t('people')}</small>
            </b>
          </span>
        ))}
      </div>
      {data.entered === 0 && data.left === 0 && <p className={css.quiet}>{t('nobody')}</p>}
    </div>
  );
}
