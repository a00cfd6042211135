import type { DeadLetter } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { useMay } from '@/shared/session';
import { Ago, Button, type Column, StateTag, text } from '@/shared/ui';

import css from './DeadLetters.module.css';
import { deadLetterWords } from './words/deadLetters';

interface Acts {
  onRead: (letter: DeadLetter) => void;
  onReplay: (letter: DeadLetter) => void;
  onDiscard: (letter: DeadLetter) => void;
}

export function useDeadLetterColumns({ onRead, onReplay, onDiscard }: Acts): Column<DeadLetter>[] {
  const { t } = useWords(deadLetterWords);
  const mayOperate = useMay('operate');
  const reason = (code: string) => (code === 'not_understood' || code === 'failed' ? t(code) : code);
  return [
    { key: 'kind', title: t('kind'), width: 112, cell: (row) => t(row.kind) },
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <span className={text.pair}>
          <code>{row.name}</code>
          <small title={row.error ?? ''}>{row.error}</small>
        </span>
      ),
    },
    {
      key: 'why',
      title: t('why'),
      width: 144,
      cell: (row) => (
        <StateTag tone={row.reason === 'not_understood' ? 'warn' : 'bad'}>{reason(row.reason)}</StateTag>
      ),
    },
    {
      key: 'attempts',
      title: t('attempts'),
      width: 88,
      numeric: true,
      cell: (row) => t('times', { count: row.attempts }),
    },
    { key: 'last', title: t('lastAt'), width: 136, cell: (row) => <Ago at={row.last_at} /> },
    {
      key: 'acts',
      title: t('acts'),
      width: 240,
      cell: (row) => (
        <div className={css.acts}>
          <Button variant="text" theme="primary" onClick={() => onRead(row)}>
            {t('read')}
          </Button>
          {mayOperate && (
            <>
              <Button variant="text" theme="primary" onClick={() => onReplay(row)}>
                {t('replay')}
              </Button>
              <Button variant="text" theme="danger" onClick={() => onDiscard(row)}>
                {t('discard')}
              </Button>
            </>
          )}
        </div>
      ),
    },
  ];
}
