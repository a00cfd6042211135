import type { Segment } from '@lingqu/api';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button } from '@/shared/ui';

import css from './Understanding.module.css';
import { useArchiveSegment } from './useUnderstanding';
import { archiveWords } from './words/archive';

/** Put a segment away. While others use it, it says which; then there is nothing to confirm. */
export function ArchiveSegment({ segment }: { segment: Segment }) {
  const { t } = useWords(archiveWords);
  const said = useSaid();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const archive = useArchiveSegment(segment);
  const used = segment.read_by.length > 0;
  const close = () => setAsking(false);
  const confirm = () =>
    archive.mutate(undefined, {
      onSuccess: () => {
        close();
        said.done(t('done', { name: segment.name }));
        void navigate({ to: '/segments' });
      },
      onError: said.failed,
    });
  return (
    <>
      <Button variant="outline" onClick={() => setAsking(true)}>
        {t('archive')}
      </Button>
      <Dialog
        visible={asking}
        header={used ? t('inUse') : t('ask', { name: segment.name })}
        confirmBtn={used ? null : { content: t('archive'), theme: 'danger', loading: archive.isPending }}
        cancelBtn={used ? t('understood') : t('cancel')}
        onConfirm={confirm}
        onClose={close}
      >
        {used ? (
          <>
            <p>{t('inUseText')}</p>
            <Readers segment={segment} onFollow={close} />
          </>
        ) : (
          <p>{t('askText')}</p>
        )}
      </Dialog>
    </>
  );
}

/** The segments whose conditions name this one. */
export function Readers({ segment, onFollow }: { segment: Segment; onFollow?: () => void }) {
  return (
    <ul className={css.readers}>
      {segment.read_by.map((one) => (
        <li key={one.id}>
          <Link to="/segments/$segmentId" params={{ segmentId: one.id }} onClick={onFollow}>
            {one.name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
