import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Page, Resource } from '@/shared/ui';

import css from './Broadcast.module.css';
import { ProgrammeEditor } from './ProgrammeEditor';
import { programmeForm } from './programmes';
import { useProgramme } from './useProgramme';
import { programmeFormWords } from './words/programmeForm';

const route = getRouteApi('/programmes/$programmeId/edit');

/** Revise a programme. */
export default function EditProgrammePage() {
  const { t } = useWords(programmeFormWords);
  const { programmeId } = route.useParams();
  const programme = useProgramme(programmeId);
  const back = (
    <Link to="/programmes/$programmeId" params={{ programmeId }} className={css.back}>
      <ChevronLeftIcon />
      {t('cancel')}
    </Link>
  );
  return (
    <Page title={t('editTitle')} purpose={t('purpose')} back={back}>
      <Resource query={programme}>
        {(found) => <ProgrammeEditor id={programmeId} begins={programmeForm(found)} />}
      </Resource>
    </Page>
  );
}
