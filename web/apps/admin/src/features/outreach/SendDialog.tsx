import type { AudienceChoice, ForecastAsked } from '@lingqu/api';
import { useMemo, useState } from 'react';
import { Alert, Dialog } from 'tdesign-react';

import { instantOf, isToCome, serverNow } from '@/shared/clock';
import { useWords } from '@/shared/i18n';

import { ForecastPanel } from './ForecastPanel';
import { MemberConfirms } from './MemberConfirms';
import { ScheduleFields } from './ScheduleFields';
import css from './Sending.module.css';
import { useAudience } from './useAudience';
import { useRules } from './useRules';
import { composeWords } from './words/compose';
import { sendingWords } from './words/sending';

interface SendDialogProps {
  name: string;
  audience: AudienceChoice;
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
  const { name, audience, programmeId, contents, busy, onSend, onClose } = props;
  const { t } = useWords(sendingWords);
  const { t: word } = useWords(composeWords);
  const [clock, setClock] = useState<string | null>(null);
  const { data: rules } = useRules();
  const { data: size } = useAudience(audience);
  const at = clock === null ? null : instantOf(clock);
  const asked = useMemo<ForecastAsked>(
    () => ({ ...audience, programme_id: programmeId, contents, at }),
    [audience, programmeId, contents, at],
  );
  const above = rules?.approval_above ?? null;
  const approval = above !== null && size !== undefined && size.customers > above;
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
        <p>{word('confirmText', { customers: size?.customers ?? 0, staff: size?.staff ?? 0 })}</p>
        <ScheduleFields clock={clock} onChange={setClock} />
        <ForecastPanel asked={asked} />
        {approval && <Alert theme="warning" message={t('approval', { above })} />}
        <MemberConfirms />
      </div>
    </Dialog>
  );
}
