import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Page } from '@/shared/ui';

import { FRESH } from './draft';
import { Editor } from './Editor';
import css from './Report.module.css';
import { useSaveChannel } from './useSaveChannel';
import { editorWords } from './words/editor';

export default function NewChannelPage() {
  const { t } = useWords(editorWords);
  const said = useSaid();
  const navigate = useNavigate();
  const save = useSaveChannel(null);
  const back = (
    <Link to="/channels" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page title={t('createTitle')} back={back}>
      <Editor
        start={FRESH}
        saving={save.isPending}
        error={save.error}
        onSave={(draft) =>
          save.mutate(draft, {
            onSuccess: ({ channel_id }) => {
              said.done(t('created'));
              void navigate({ to: '/channels/$channelId', params: { channelId: channel_id } });
            },
          })
        }
      />
    </Page>
  );
}
