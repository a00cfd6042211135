import type { ChannelStatus } from '@lingqu/api';

import type { Tone } from '@/shared/ui';

/** Every status of a channel; its word is `channelWords[status]`. */
export const CHANNEL_TONES: Record<ChannelStatus, Tone> = {
  preparing: 'running',
  live: 'good',
  expired: 'warn',
  archived: 'muted',
  failed: 'bad',
};
