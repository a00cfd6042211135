import { useEffect } from 'react';

import { useWords } from '@/shared/i18n';

import css from './Member.module.css';
import { mayEnter, type Place, usePlace, wayIn } from './place';
import { TaskList } from './TaskList';
import { TaskPage } from './TaskPage';
import { memberWords } from './words';

/** A member's own pages inside WeCom: the list, or one task. */
export function MemberApp() {
  const { t } = useWords(memberWords);
  const place = usePlace();
  useEffect(() => {
    document.title = t('title');
  }, [t]);
  if (place === null) return <Said title={t('incomplete')} text={t('incompleteText')} />;
  if (place.refused !== null) return <Refused place={place} />;
  return place.taskId === null ? (
    <TaskList place={place} />
  ) : (
    <TaskPage key={place.taskId} place={place} taskId={place.taskId} />
  );
}

const REFUSALS = ['unknown', 'later', 'again'] as const;

function Refused({ place }: { place: Place }) {
  const { t } = useWords(memberWords);
  const why = REFUSALS.find((one) => one === place.refused) ?? 'again';
  return (
    <Said title={t(`refused.${why}`)} text={t(`refused.${why}.mend`)}>
      <a className={css.primary} href={wayIn(place)}>
        {t('enterAgain')}
      </a>
    </Said>
  );
}

/** Nobody is recognised yet: go to WeCom's silent page; offer it where that was tried a moment ago. */
export function Entering({ place }: { place: Place }) {
  const { t } = useWords(memberWords);
  useEffect(() => {
    if (mayEnter()) window.location.replace(wayIn(place));
  }, [place]);
  return (
    <Said title={t('entering')} text={t('enteringText')}>
      <a className={css.primary} href={wayIn(place)}>
        {t('enterAgain')}
      </a>
    </Said>
  );
}

interface SaidProps {
  title: string;
  text: string;
  children?: React.ReactNode;
}

/** One thing to say, and what to do about it. */
export function Said({ title, text, children }: SaidProps) {
  return (
    <main className={css.said}>
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </main>
  );
}
