import { useMemo, useState } from 'react';
import { Alert, Dialog } from 'tdesign-react';

import { instantOf, isToCome, serverNow } from '@/shared/clock';
import { useWords } from '@/shared/i18n';

import type { Target } from './audience';
import { ForecastPanel } from './ForecastPanel';
import { MemberConfirms } from './MemberConfirms';
import { ScheduleFields } from './ScheduleFields';
import css from './Sending.module.css';
import { useAudience, useGroupsPreview } from './useAudience';
import type { ForetellAsked } from './useForecast';
import { useRules } from './useRules';
import { composeWords } from './words/compose';
import { groupsWords } from './words/groups';
import { sendingWords } from './words/sending';

interface SendDialogProps {
  name: string;
  target: Target;
  programmeId: number | null;
  /** How many contents it has: a member is asked for each. */
  contents: number;
  busy: boolean;
  /** When it shall leave; null is now. */
  onSend: (at: string | null) => void;
  onClose: () => void;
}

/** Before a broadcast leaves: when, how many it would reach, whether a second person is needed, who sends it. */
export function SendDialog(props: SendDialogProps) {
  const { name, target, programmeId, contents, busy, onSend, onClose } = props;
  const { t } = useWords(sendingWords);
  const [clock, setClock] = useState<string | null>(null);
  const { data: rules } = useRules();
  const people = useSize(target);
  const at = clock === null ? null : instantOf(clock);
  const asked = useMemo<ForetellAsked>(
    () => ({ target, programme_id: programmeId, contents, at }),
    [target, programmeId, contents, at],
  );
  const above = rules?.approval_above ?? null;
  const approval = above !== null && people !== undefined && people > above;
  const confirm = () => {
    if (at === null || isToCome(at, serverNow())) onSend(at);
  };
  return (
    <Dialog
      visible
      width={680}
      top="6vh"
      header={t('sendTitle', { name })}
      onClose={onClose}
      onConfirm={confirm}
      confirmBtn={{ content: t(approval ? 'submit' : at === null ? 'send' : 'schedule'), loading: busy }}
      cancelBtn={t('back')}
    >
      <div className={css.dialog}>
        <p>
          <Whom target={target} />
        </p>
        <ScheduleFields clock={clock} onChange={setClock} />
        <ForecastPanel asked={asked} />
        {approval && <Alert theme="warning" message={t('approval', { above })} />}
        <MemberConfirms groups={target.to === 'groups'} />
      </div>
    </Dialog>
  );
}

/** How many people it is for, by which a second person is asked: customers, or those in the groups. */
function useSize(target: Target): number | undefined {
  const customers = useAudience(target).data?.customers;
  const people = useGroupsPreview(target).data?.people;
  return target.to === 'groups' ? people : customers;
}

function Whom({ target }: { target: Target }) {
  const { t } = useWords(composeWords);
  const { t: ofGroups } = useWords(groupsWords);
  const audience = useAudience(target).data;
  const found = useGroupsPreview(target).data;
  if (target.to === 'groups')
    return ofGroups('confirmText', {
      groups: found?.groups ?? 0,
      owners: found?.owners ?? 0,
      people: found?.people ?? 0,
    });
  return t('confirmText', { customers: audience?.customers ?? 0, staff: audience?.staff ?? 0 });
}
