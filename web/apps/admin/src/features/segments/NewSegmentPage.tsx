import type { Definition } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Page } from '@/shared/ui';

import css from './Builder.module.css';
import { Editor } from './Editor';
import { START } from './tree';
import { useSaveSegment } from './useSegments';
import { editorWords } from './words/editor';

const route = getRouteApi('/segments/new');

export default function NewSegmentPage() {
  const { t } = useWords(editorWords);
  const said = useSaid();
  const navigate = route.useNavigate();
  const { list } = route.useSearch();
  const definition: Definition =
    list === undefined ? START : { kind: 'all', of: [{ kind: 'list', list_id: list }] };
  const save = useSaveSegment(null);
  const back = (
    <Link to="/segments" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page title={t('newTitle')} purpose={t('newPurpose')} back={back}>
      <Editor
        start={{ name: '', definition }}
        saving={save.isPending}
        error={save.error}
        onSave={(draft) =>
          save.mutate(draft, {
            onSuccess: ({ segment_id }) => {
              said.done(t('created'));
              void navigate({ to: '/segments/$segmentId', params: { segmentId: segment_id } });
            },
          })
        }
      />
    </Page>
  );
}
