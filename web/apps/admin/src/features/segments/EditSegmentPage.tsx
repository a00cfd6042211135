import type { Definition, Segment } from '@lingqu/api';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Page, Resource } from '@/shared/ui';

import css from './Builder.module.css';
import { Editor } from './Editor';
import { useSaveSegment, useSegment } from './useSegments';
import { editorWords } from './words/editor';

const route = getRouteApi('/segments/$segmentId/edit');

export default function EditSegmentPage() {
  const { t } = useWords(editorWords);
  const { segmentId } = route.useParams();
  const back = (
    <Link to="/segments/$segmentId" params={{ segmentId }} className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  return (
    <Page title={t('editTitle')} back={back}>
      <Resource query={useSegment(segmentId)}>{(segment) => <Revision segment={segment} />}</Resource>
    </Page>
  );
}

function Revision({ segment }: { segment: Segment }) {
  const { t } = useWords(editorWords);
  const said = useSaid();
  const navigate = useNavigate();
  const save = useSaveSegment(segment);
  const { name, segment_id: segmentId } = segment;
  return (
    <Editor
      segment={segment}
      start={{ name, definition: segment.definition as Definition }}
      saving={save.isPending}
      error={save.error}
      onSave={(draft) =>
        save.mutate(draft, {
          onSuccess: () => {
            said.done(t('saved'));
            void navigate({ to: '/segments/$segmentId', params: { segmentId } });
          },
        })
      }
    />
  );
}
