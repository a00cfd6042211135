import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Page } from '@/shared/ui';

import css from './GroupWelcome.module.css';
import { GroupWelcomeEditor } from './GroupWelcomeEditor';
import { freshGroupWelcome } from './groupWelcomeWriting';
import { useSaveGroupWelcome } from './useGroupWelcomes';
import { groupWelcomeFormWords } from './words/groupWelcomeForm';

export default function NewGroupWelcomePage() {
  const { t } = useWords(groupWelcomeFormWords);
  const said = useSaid();
  const navigate = useNavigate();
  const save = useSaveGroupWelcome(null);
  const back = (
    <Link to="/group-welcomes" className={css.back}>
      <ChevronLeftIcon />
      {t('backToAll')}
    </Link>
  );
  const show = (groupWelcomeId: number) => {
    said.done(t('created'));
    void navigate({ to: '/group-welcomes/$groupWelcomeId', params: { groupWelcomeId } });
  };
  return (
    <Page title={t('newTitle')} purpose={t('newPurpose')} back={back}>
      <GroupWelcomeEditor start={freshGroupWelcome()} made={false} save={save} onSaved={show} />
    </Page>
  );
}
