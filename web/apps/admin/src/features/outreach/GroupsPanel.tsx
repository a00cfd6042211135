import type { GroupsPreview } from '@lingqu/api';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { GroupchatLink } from '@/shared/groupchats';
import { useWords } from '@/shared/i18n';
import { Failure, type Fetched } from '@/shared/ui';

import css from './Broadcast.module.css';
import groupsCss from './Groups.module.css';
import { composeWords } from './words/compose';
import { groupsWords } from './words/groups';

const MOST_NAMED = 3;

interface GroupsPanelProps {
  /** Whether there is anything to count. */
  chosen: boolean;
  preview: Fetched<GroupsPreview>;
}

/** How many groups fit right now, through whom, how many people are in them, and which nobody could send to. */
export function GroupsPanel(props: GroupsPanelProps) {
  const { t } = useWords(groupsWords);
  return (
    <section className={css.audience} aria-live="polite" aria-label={t('fitting')}>
      <Found {...props} />
    </section>
  );
}

function Found({ chosen, preview: { data, error, refetch } }: GroupsPanelProps) {
  const { t } = useWords(groupsWords);
  const { t: word } = useWords(composeWords);
  const { number } = useFormat();
  const reason = useReason();
  if (!chosen) return <p className={css.quiet}>{t('choose')}</p>;
  if (error !== null && error !== undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <p className={css.quiet}>{word('counting')}</p>;
  if (data.groups === 0 && data.skipped.length === 0) return <p className={css.quiet}>{t('none')}</p>;
  return (
    <>
      <div>
        <span className={css.quiet}>{t('fitting')}</span>
        <p className={css.size}>
          {number(data.groups)} <small>{t('unit')}</small>
        </p>
        <span className={css.quiet}>{t('owned', { count: data.owners })}</span>
        <br />
        <span className={css.quiet}>{t('people', { count: data.people })}</span>
        {data.repeated > 0 && <p className={css.quiet}>{t('repeated', { count: data.repeated })}</p>}
      </div>
      <div>
        <span className={css.quiet}>{t('largest')}</span>
        <ul className={groupsCss.samples}>
          {data.sample.slice(0, MOST_NAMED).map((one) => (
            <li key={one.groupchat_id}>
              <GroupchatLink groupchat_id={one.groupchat_id} name={one.name} />
              <small>{t('sampleOf', { owner: one.owner ?? '', count: one.people })}</small>
            </li>
          ))}
        </ul>
      </div>
      {data.skipped.length > 0 && (
        <div>
          <span className={css.quiet}>{word('skipped')}</span>
          <ul className={css.skipped}>
            {data.skipped.map((skip) => (
              <li key={skip.reason}>{t('skippedRow', { reason: reason(skip.reason), count: skip.count })}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
