import type { Explanation } from '@lingqu/api';

import { CustomerLink } from '@/shared/facts';
import { useWords } from '@/shared/i18n';
import { StateTag } from '@/shared/ui';

import { ReasonTree } from './ReasonTree';
import css from './Reasons.module.css';
import { reasonWords } from './words';

interface ExplainedProps {
  explanation: Explanation;
  /** How the person is called, null for readers without personal data. */
  name: string | null;
}

/** The verdict about one customer in one line, and below it the tree that led there. */
export function Explained({ explanation, name }: ExplainedProps) {
  const { t } = useWords(reasonWords);
  const { customer_id, person_id, in_universe, fits, is_member, reason } = explanation;
  const late = is_member !== null && is_member !== fits;
  return (
    <article className={css.explained}>
      <header className={css.verdict} data-fits={fits}>
        <StateTag tone={fits ? 'good' : 'bad'}>{t(fits ? 'fits' : 'fitsNot')}</StateTag>
        <CustomerLink customer_id={customer_id} name={name} />
        {person_id !== customer_id && <small>{t('merged', { id: String(person_id) })}</small>}
      </header>
      {!in_universe && <p className={css.caution}>{t('outside')}</p>}
      {late && <p className={css.caution}>{t(fits ? 'soonIn' : 'soonOut')}</p>}
      <ReasonTree key={customer_id} reason={reason} />
    </article>
  );
}
