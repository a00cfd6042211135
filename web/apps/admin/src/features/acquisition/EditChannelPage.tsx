import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Page, Resource } from '@/shared/ui';

import { draftOf } from './draft';
import { Editor } from './Editor';
import css from './Report.module.css';
import { useChannel } from './useChannel';
import { useSaveChannel } from './useSaveChannel';
import { editorWords } from './words/editor';

const route = getRouteApi('/channels/$channelId/edit');

export default function EditChannelPage() {
  const { t } = useWords(editorWords);
  const { channelId } = route.useParams();
  const said = useSaid();
  const navigate = route.useNavigate();
  const save = useSaveChannel(channelId);
  const back = (
    <Link to="/channels/$channelId" params={{ channelId }} className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page title={t('editTitle')} back={back}>
      <Resource query={useChannel(channelId)}>
        {(channel) => (
          <Editor
            start={draftOf(channel)}
            saving={save.isPending}
            error={save.error}
            onSave={(draft) =>
              save.mutate(draft, {
                onSuccess: () => {
                  said.done(t('saved'));
                  void navigate({ to: '/channels/$channelId', params: { channelId } });
                },
              })
            }
          />
        )}
      </Resource>
    </Page>
  );
}
