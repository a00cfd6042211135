import { useWords } from '@/shared/i18n';

import css from './EventDoor.module.css';
import { eventWords } from './words/eventDoor';

const commands = (url: string) => `KEY=…
BODY='{"events": [{
  "event_id": "visit-0001", "name": "page.opened", "occurred_at": "'$(date -Iseconds)'",
  "identity": {"unionid": "…"}, "properties": {"page": "sku/1024", "seconds": 30}
}]}'
T=$(date +%s)
V1=$(printf '%s' "$T.$BODY" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -r | cut -d' ' -f1)
curl -X POST '${url}' \\
  -H "Lingqu-Signature: t=$T,v1=$V1" -H 'Content-Type: application/json' --data-binary "$BODY"`;

/** A batch of one event, signed and sent from a shell. */
export function HowToTell({ url }: { url: string }) {
  const { t } = useWords(eventWords);
  return (
    <>
      <p className={css.how}>{t('howText')}</p>
      <pre className={css.commands}>{commands(url)}</pre>
      <p className={css.how}>{t('howMore')}</p>
    </>
  );
}
