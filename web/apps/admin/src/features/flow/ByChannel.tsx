import type { Flow } from '@lingqu/api';
import { Link } from '@tanstack/react-router';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Empty, LinkButton, Panel } from '@/shared/ui';

import css from './Flow.module.css';
import { flowWords } from './words';

const SHOWN = 12;

/** Which channels bring customers today. */
export function ByChannel({ channels }: { channels: Flow['by_channel_today'] }) {
  const { t } = useWords(flowWords);
  const { number } = useFormat();
  const most = Math.max(1, ...channels.map((channel) => channel.added));
  return (
    <Panel title={t('byChannel')}>
      {channels.length === 0 ? (
        <Empty
          title={t('byChannelEmpty')}
          act={<LinkButton to="/channels/new">{t('createChannel')}</LinkButton>}
        />
      ) : (
        <ol className={css.channels}>
          {channels.slice(0, SHOWN).map((channel) => (
            <li key={channel.channel_id}>
              <Link to="/channels/$channelId" params={{ channelId: channel.channel_id }} title={channel.name}>
                {channel.name}
              </Link>
              <span>{number(channel.added)}</span>
              <i style={{ transform: `scaleX(${channel.added / most})` }} aria-hidden="true" />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
