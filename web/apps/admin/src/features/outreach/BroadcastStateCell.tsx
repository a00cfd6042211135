import type { BroadcastRow } from '@lingqu/api';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { StateTag, text } from '@/shared/ui';

import { BROADCAST_TONES } from './states';
import { broadcastWords } from './words/broadcast';

/** Where a broadcast stands, with the hour it waits for or why it ended. */
export function BroadcastStateCell({ row }: { row: BroadcastRow }) {
  const { t } = useWords(broadcastWords);
  const { dayMinute } = useFormat();
  return (
    <span className={text.pair}>
      <span>
        <StateTag tone={BROADCAST_TONES[row.state]}>{t(row.state)}</StateTag>
      </span>
      {row.state === 'scheduled' && row.scheduled_at !== null && (
        <small>{t('atHour', { at: dayMinute(row.scheduled_at) })}</small>
      )}
      {row.state === 'cancelled' && row.end_reason !== null && <small>{t(`ended.${row.end_reason}`)}</small>}
    </span>
  );
}
