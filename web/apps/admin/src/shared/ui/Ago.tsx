import { useServerNow } from '@/shared/clock';
import { useFormat } from '@/shared/format';

import css from './text.module.css';

/** How long ago, by the server's clock; the exact instant on hover and for machines. */
export function Ago({ at, className = '' }: { at: string; className?: string }) {
  const now = useServerNow();
  const format = useFormat();
  return (
    <time className={`${css.number} ${className}`} dateTime={at} title={format.instant(at)}>
      {format.ago(at, now)}
    </time>
  );
}

/** An exact instant, with how long ago on hover. */
export function Instant({ at, className = '' }: { at: string; className?: string }) {
  const now = useServerNow();
  const format = useFormat();
  return (
    <time className={`${css.number} ${className}`} dateTime={at} title={format.ago(at, now)}>
      {format.instant(at)}
    </time>
  );
}
