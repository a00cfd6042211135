import type { DeclinedReason } from '@lingqu/api';
import { useState } from 'react';

import { useWords } from '@/shared/i18n';
import { DECLINED, taskWords } from '@/shared/tasks';

import css from './Member.module.css';
import { memberWords } from './words';

interface DeclineSheetProps {
  busy: boolean;
  onDecline: (reason: DeclinedReason, note: string) => void;
  onClose: () => void;
}

/** Why it cannot be done; another reason is said in words. */
export function DeclineSheet({ busy, onDecline, onClose }: DeclineSheetProps) {
  const { t } = useWords(memberWords);
  const { t: word } = useWords(taskWords);
  const [reason, setReason] = useState<DeclinedReason | null>(null);
  const [note, setNote] = useState('');
  const sound = reason !== null && (reason !== 'other' || note.trim() !== '');
  return (
    <div className={css.sheet} role="dialog" aria-modal="true" aria-label={t('cannotTitle')}>
      <div className={css.sheetBody}>
        <h2>{t('cannotTitle')}</h2>
        {DECLINED.map((one) => (
          <label key={one} className={css.choice}>
            <input type="radio" name="reason" checked={reason === one} onChange={() => setReason(one)} />
            {word(`declined.${one}`)}
          </label>
        ))}
        <label className={css.note}>
          <span>{t(reason === 'other' ? 'whyNeeded' : 'why')}</span>
          <textarea rows={3} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
        <div className={css.sheetActs}>
          <button type="button" className={css.secondary} onClick={onClose}>
            {t('keep')}
          </button>
          <button
            type="button"
            className={css.primary}
            disabled={!sound || busy}
            onClick={() => reason !== null && onDecline(reason, note)}
          >
            {busy ? t('sending') : t('decline')}
          </button>
        </div>
      </div>
    </div>
  );
}
