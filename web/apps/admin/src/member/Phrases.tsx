import { useState } from 'react';

import { useWords } from '@/shared/i18n';

import css from './Member.module.css';
import { memberWords } from './words';

/** Words to use: one press copies. */
export function Phrases({ phrases }: { phrases: readonly string[] }) {
  const { t } = useWords(memberWords);
  const [copied, setCopied] = useState<number | null>(null);
  if (phrases.length === 0) return null;
  return (
    <section aria-label={t('phrases')}>
      <h2 className={css.group}>{t('phrases')}</h2>
      <ul className={css.phrases}>
        {phrases.map((phrase, place) => (
          <li key={phrase}>
            <p>{phrase}</p>
            <button
              type="button"
              onClick={() => {
                void copy(phrase).then(() => setCopied(place));
              }}
            >
              {t(copied === place ? 'copied' : 'copy')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** By the clipboard; older clients of WeCom have only the selection. */
async function copy(phrase: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(phrase);
  } catch {
    const field = document.createElement('textarea');
    field.value = phrase;
    document.body.append(field);
    field.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way where the clipboard is closed to pages
    document.execCommand('copy');
    field.remove();
  }
}
