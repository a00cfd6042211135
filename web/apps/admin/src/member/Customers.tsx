import type { MyCustomer, MyTaskFull } from '@lingqu/api';

import { useWords } from '@/shared/i18n';

import css from './Member.module.css';
import { memberWords } from './words';

interface CustomersProps {
  task: MyTaskFull;
  open: boolean;
  onTick: (customerId: number, done: boolean) => void;
}

/** Whom the task is about, as I know them; ticked off one by one. */
export function Customers({ task, open, onTick }: CustomersProps) {
  const { t } = useWords(memberWords);
  if (task.people.length === 0) return null;
  const done = task.people.filter((one) => one.done_at !== null).length;
  return (
    <section aria-label={t('customers')}>
      <h2 className={css.group}>{t('customersDone', { done, total: task.people.length })}</h2>
      {open && <p className={css.hint}>{t(task.proof === 'tag' ? 'tagHint' : 'tickHint')}</p>}
      {task.proof_tag !== null && <p className={css.hint}>{t('proofTag', { tag: task.proof_tag })}</p>}
      <ul className={css.people}>
        {task.people.map((one) => (
          <Person key={one.customer_id} one={one} task={task} open={open} onTick={onTick} />
        ))}
      </ul>
    </section>
  );
}

function Person({ one, task, open, onTick }: { one: MyCustomer } & CustomersProps) {
  const { t } = useWords(memberWords);
  const name = one.remark ?? one.name ?? t('nameless');
  const done = one.done_at !== null;
  return (
    <li className={done ? css.ticked : undefined}>
      <label>
        <input
          type="checkbox"
          checked={done}
          disabled={!open}
          onChange={(event) => onTick(one.customer_id, event.target.checked)}
          aria-label={t('tick', { name })}
        />
        <span className={css.person}>
          <strong>{name}</strong>
          {one.remark !== null && one.name !== null && one.remark !== one.name && (
            <small>{t('nickname', { name: one.name })}</small>
          )}
          {!one.followed && <small className={css.lost}>{t('notFollowed')}</small>}
          {one.tags.length > 0 && (
            <span className={css.tags}>
              {one.tags.map((tag) => (
                <i key={tag}>{tag}</i>
              ))}
            </span>
          )}
        </span>
        {task.proof === 'tag' && (
          <span className={one.has_proof ? css.proven : css.unproven}>
            {t(one.has_proof ? 'tagged' : 'untagged')}
          </span>
        )}
      </label>
    </li>
  );
}
