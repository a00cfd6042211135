import type { EventDoor, EventKey } from '@lingqu/api';
import { useState } from 'react';
import { Dialog, Radio } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, CopyField, Panel } from '@/shared/ui';

import css from './EventDoor.module.css';
import { eventWords } from './words/eventDoor';
import { useTurnKey } from './useEventDoor';

const USUAL_HOURS = 24;
const HOURS = [0, 1, USUAL_HOURS, 168] as const;
type Hours = (typeof HOURS)[number];

interface TurnKeyProps {
  door: EventDoor;
  onMade: (made: EventKey) => void;
}

/** Make a key; where there is one already, first say what becomes of that. */
export function TurnKey({ door, onMade }: TurnKeyProps) {
  const { t } = useWords(eventWords);
  const said = useSaid();
  const turn = useTurnKey();
  const [asking, setAsking] = useState(false);
  const [hours, setHours] = useState<Hours>(USUAL_HOURS);
  const isFirst = door.made_at === null;
  const make = () =>
    turn.mutate(hours, {
      onSuccess: (made) => {
        setAsking(false);
        onMade(made);
      },
      onError: said.failed,
    });
  return (
    <>
      <Button loading={turn.isPending && isFirst} onClick={isFirst ? make : () => setAsking(true)}>
        {t(isFirst ? 'make' : 'turn')}
      </Button>
      <Dialog
        visible={asking}
        header={t('turnAsk')}
        confirmBtn={{ content: t('make'), loading: turn.isPending }}
        cancelBtn={t('cancel')}
        onConfirm={make}
        onClose={() => setAsking(false)}
      >
        <div className={css.dialog}>
          <p>{t('turnText')}</p>
          <Radio.Group value={hours} onChange={(chosen) => setHours(chosen)} className={css.choices}>
            {HOURS.map((one) => (
              <Radio key={one} value={one}>
                {t(`at_${one}`)}
              </Radio>
            ))}
          </Radio.Group>
          {door.former_until !== null && <p>{t('twoOnly')}</p>}
        </div>
      </Dialog>
    </>
  );
}

/** The key that was just made: nobody sees it again once this is closed. */
export function FreshKey({ made, onKept }: { made: EventKey; onKept: () => void }) {
  const { t } = useWords(eventWords);
  return (
    <Panel className={css.fresh} title={t('fresh')} aside={<Button onClick={onKept}>{t('saved')}</Button>}>
      <div role="status">
        <p>{t('freshText')}</p>
        <CopyField label={t('key')} value={made.key} />
      </div>
    </Panel>
  );
}
