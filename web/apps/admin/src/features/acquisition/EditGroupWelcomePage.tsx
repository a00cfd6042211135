import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Page, Resource } from '@/shared/ui';

import css from './GroupWelcome.module.css';
import { GroupWelcomeEditor } from './GroupWelcomeEditor';
import { writingOf } from './groupWelcomeWriting';
import { useGroupWelcome, useSaveGroupWelcome } from './useGroupWelcomes';
import { groupWelcomeFormWords } from './words/groupWelcomeForm';

const route = getRouteApi('/group-welcomes/$groupWelcomeId/edit');

export default function EditGroupWelcomePage() {
  const { t } = useWords(groupWelcomeFormWords);
  const { groupWelcomeId } = route.useParams();
  const said = useSaid();
  const navigate = route.useNavigate();
  const save = useSaveGroupWelcome(groupWelcomeId);
  const params = { groupWelcomeId };
  const back = (
    <Link to="/group-welcomes/$groupWelcomeId" params={params} className={css.back}>
      <ChevronLeftIcon />
      {t('backToOne')}
    </Link>
  );
  const show = () => {
    said.done(t('saved'));
    void navigate({ to: '/group-welcomes/$groupWelcomeId', params });
  };
  return (
    <Page title={t('editTitle')} purpose={t('editPurpose')} back={back}>
      <Resource query={useGroupWelcome(groupWelcomeId)}>
        {(found) => (
          <GroupWelcomeEditor
            start={writingOf(found)}
            made={found.state === 'live'}
            save={save}
            onSaved={show}
          />
        )}
      </Resource>
    </Page>
  );
}
