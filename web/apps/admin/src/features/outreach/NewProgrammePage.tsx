import { Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Page } from '@/shared/ui';

import css from './Broadcast.module.css';
import { ProgrammeEditor } from './ProgrammeEditor';
import { FRESH_PROGRAMME } from './programmes';
import { programmeFormWords } from './words/programmeForm';
import { programmeWords } from './words/programmes';

/** Begin a programme. */
export default function NewProgrammePage() {
  const { t } = useWords(programmeFormWords);
  const { t: word } = useWords(programmeWords);
  const back = (
    <Link to="/programmes" className={css.back}>
      <ChevronLeftIcon />
      {word('back')}
    </Link>
  );
  return (
    <Page title={t('newTitle')} purpose={t('purpose')} back={back}>
      <ProgrammeEditor id={null} begins={FRESH_PROGRAMME} />
    </Page>
  );
}
