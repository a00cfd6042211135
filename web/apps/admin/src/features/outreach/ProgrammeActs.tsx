import type { Programme, ProgrammeState } from '@lingqu/api';
import { useState } from 'react';
import { Dialog } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, LinkButton } from '@/shared/ui';

import { useMoveProgramme } from './useProgramme';
import { programmeWords } from './words/programmes';

type Move = 'pause' | 'resume' | 'end';

const INTO: Record<Move, ProgrammeState> = { pause: 'paused', resume: 'running', end: 'ended' };

/** Revise, pause, resume or end a programme, the last three after asking; write a broadcast for it. */
export function ProgrammeActs({ programme }: { programme: Programme }) {
  const { t } = useWords(programmeWords);
  const mayOperate = useMay('operate');
  const said = useSaid();
  const { programme_id: programmeId, name, state } = programme;
  const move = useMoveProgramme(programmeId);
  const [asked, setAsked] = useState<Move | null>(null);
  if (!mayOperate || state === 'ended') return null;
  const confirm = () =>
    asked !== null &&
    move.mutate(INTO[asked], {
      onSuccess: () => {
        said.done(t('moved'));
        setAsked(null);
      },
      onError: said.failed,
    });
  const other = state === 'running' ? 'pause' : 'resume';
  return (
    <>
      <Button variant="outline" onClick={() => setAsked('end')}>
        {t('end')}
      </Button>
      <Button variant="outline" onClick={() => setAsked(other)}>
        {t(other)}
      </Button>
      <LinkButton to="/programmes/$programmeId/edit" params={{ programmeId }} variant="outline">
        {t('edit')}
      </LinkButton>
      {state === 'running' && (
        <LinkButton to="/broadcasts/new" search={{ programme: programmeId }}>
          {t('newBroadcast')}
        </LinkButton>
      )}
      {asked !== null && (
        <Dialog
          visible
          header={t(`${asked}Title`, { name })}
          onClose={() => setAsked(null)}
          onConfirm={confirm}
          confirmBtn={{
            content: t(asked),
            theme: asked === 'end' ? 'danger' : 'primary',
            loading: move.isPending,
          }}
          cancelBtn={t('keep')}
        >
          {t(`${asked}Text`)}
        </Dialog>
      )}
    </>
  );
}
