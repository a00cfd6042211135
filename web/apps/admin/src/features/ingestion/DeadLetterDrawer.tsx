import type { DeadLetter } from '@lingqu/api';
import { Drawer } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Instant } from '@/shared/ui';

import css from './DeadLetters.module.css';
import { deadLetterWords } from './words/deadLetters';

/** One dead letter in full. */
export function DeadLetterDrawer({ letter, onClose }: { letter: DeadLetter | null; onClose: () => void }) {
  const { t } = useWords(deadLetterWords);
  return (
    <Drawer header={letter?.name} visible={letter !== null} onClose={onClose} size="560px" footer={false}>
      {letter !== null && (
        <dl className={css.letter}>
          <dt>{t('firstAt')}</dt>
          <dd>
            <Instant at={letter.first_at} />
          </dd>
          <dt>{t('lastAt')}</dt>
          <dd>
            <Instant at={letter.last_at} />
          </dd>
          {letter.error !== null && (
            <>
              <dt>{t('error')}</dt>
              <dd>
                <pre>{letter.error}</pre>
              </dd>
            </>
          )}
          <dt>{t('payload')}</dt>
          <dd>
            <pre>{letter.payload}</pre>
          </dd>
        </dl>
      )}
    </Drawer>
  );
}
