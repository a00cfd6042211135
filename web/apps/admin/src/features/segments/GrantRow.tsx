import type { Grant } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useAllGrants } from '@/shared/grants';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, StateTag, type Tone } from '@/shared/ui';

import css from './Grants.module.css';
import { useGrantAct } from './useGrants';
import { grantWords } from './words/grants';

const TONES: Record<Grant['state'], Tone> = { draft: 'neutral', on: 'good', off: 'muted' };

export const nameOf = (grant: Grant): string => grant.tag_name ?? grant.stage_name ?? '';

interface GrantRowProps {
  grant: Grant;
  onSwitchOn: () => void;
  onSwitchOff: () => void;
}

export function GrantRow({ grant, onSwitchOn, onSwitchOff }: GrantRowProps) {
  const { t } = useWords(grantWords);
  const { number } = useFormat();
  const said = useSaid();
  const mayOperate = useMay('operate');
  const act = useGrantAct(grant.segment_id);
  const remove = () =>
    act.mutate(
      { act: 'remove', id: grant.grant_id },
      { onSuccess: () => said.done(t('removed')), onError: said.failed },
    );
  const isOn = grant.state === 'on';
  return (
    <li className={css.row}>
      <div className={css.what}>
        <span className={css.kind}>{t(grant.tag_id === null ? 'stage' : 'tag')}</span>
        <b>{nameOf(grant)}</b>
        <StateTag tone={TONES[grant.state]}>{t(grant.state)}</StateTag>
      </div>
      <div className={css.facts}>
        <span>{grant.given === 0 ? t('givenNone') : t('given', { count: number(grant.given) })}</span>
        {grant.tag_id !== null && <span>{t(grant.withdraw_on_left ? 'withdraws' : 'stays')}</span>}
        {grant.waiting > 0 && <span>{t('waiting', { count: number(grant.waiting) })}</span>}
      </div>
      <Walk grant={grant} />
      {grant.cuts.count > 0 && <Cuts grant={grant} />}
      {mayOperate && (
        <div className={css.acts}>
          {!isOn && grant.progress === null && (
            <Button variant="text" onClick={remove} loading={act.isPending}>
              {t('remove')}
            </Button>
          )}
          {isOn && grant.progress === null && (
            <Button variant="text" onClick={onSwitchOn}>
              {t(grant.tag_id === null ? 'againStage' : 'again')}
            </Button>
          )}
          <Button variant="outline" onClick={isOn ? onSwitchOff : onSwitchOn}>
            {t(isOn ? 'switchOff' : 'switchOn')}
          </Button>
        </div>
      )}
    </li>
  );
}

/** How far a walk over everybody has come. */
function Walk({ grant: { progress, tag_id } }: { grant: Grant }) {
  const { t } = useWords(grantWords);
  const { number } = useFormat();
  if (progress === null) return null;
  const doing = t(progress.kind === 'take' ? 'taking' : tag_id === null ? 'moving' : 'giving');
  const share = progress.total === 0 ? 0 : Math.min(1, progress.done / progress.total);
  return (
    <div className={css.walk}>
      <span>{doing}</span>
      <span
        className={css.bar}
        role="progressbar"
        aria-label={doing}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <i style={{ width: `${String(share * 100)}%` }} />
      </span>
      <span className={css.count}>
        {t('progress', { done: number(progress.done), total: number(progress.total) })}
      </span>
    </div>
  );
}

/** How often a circle was cut here, and through which grants the last one went. */
function Cuts({ grant: { cuts } }: { grant: Grant }) {
  const { t } = useWords(grantWords);
  const all = useAllGrants().data?.items ?? [];
  const names = new Map(all.map((one) => [one.grant_id, `${one.segment_name} → ${nameOf(one)}`]));
  const path = cuts.chain.map((id) => names.get(id) ?? `#${String(id)}`).join(' → ');
  return (
    <div className={css.cuts}>
      <b>{t('cuts', { count: cuts.count })}</b>
      <p>{t('cutsHelp', { path })}</p>
    </div>
  );
}
