import type { ChannelRow } from '@lingqu/api';
import { DownloadIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useSession } from '@/shared/session';
import { Button } from '@/shared/ui';

import css from './QrCard.module.css';
import { channelWords } from './words/list';

/** Side of the downloaded PNG in pixels: 10 cm in print at 300 dpi. */
const PNG_SIZE = 1200;

/** The code as a card to print, and as files. */
export function QrCard({
  channel,
}: {
  channel: Pick<ChannelRow, 'channel_id' | 'name' | 'state' | 'status'>;
}) {
  const { t } = useWords(channelWords);
  const { corp } = useSession();
  const base = `/api/channels/${channel.channel_id}/qr`;
  const made = channel.status !== 'preparing' && channel.status !== 'failed';
  return (
    <div className={css.card}>
      <div className={css.poster}>
        <b>{corp?.name}</b>
        {made ? (
          <img src={`${base}.svg`} alt={t('codeAlt', { name: channel.name })} />
        ) : (
          <span className={css.none}>{t('noCode')}</span>
        )}
        <span>{t('scanMe')}</span>
      </div>
      <div className={css.files}>
        <Button
          tag="a"
          href={`${base}.png?size=${PNG_SIZE}`}
          {...{ download: `${channel.name}.png` }}
          variant="outline"
          icon={<DownloadIcon />}
          disabled={!made}
        >
          {t('png')}
        </Button>
        <Button
          tag="a"
          href={`${base}.svg`}
          {...{ download: `${channel.name}.svg` }}
          variant="outline"
          icon={<DownloadIcon />}
          disabled={!made}
        >
          {t('svg')}
        </Button>
      </div>
      <small>{t('parameter', { state: channel.state })}</small>
    </div>
  );
}
