import type { DeadLetter } from '@lingqu/api';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Dialog, Radio } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useKeyset, useSaid } from '@/shared/query';
import { useMay } from '@/shared/session';
import { Button, Empty, KeysetList, Page, Panel } from '@/shared/ui';

import { DeadLetterDrawer } from './DeadLetterDrawer';
import { useDeadLetterColumns } from './deadLetterColumns';
import { DEAD_LETTER_KINDS } from './search';
import { useDeadLetters } from './useDeadLetters';
import { useDiscard } from './useDiscard';
import { useReplay, useReplayAll } from './useReplay';
import { deadLetterWords } from './words/deadLetters';

const route = getRouteApi('/dead-letters');

export default function DeadLettersPage() {
  const { t } = useWords(deadLetterWords);
  const { kind = 'callback' } = route.useSearch();
  const navigate = route.useNavigate();
  const said = useSaid();
  const keyset = useKeyset(kind);
  const letters = useDeadLetters({ kind, cursor: keyset.cursor });
  const [read, setRead] = useState<DeadLetter | null>(null);
  const [leaving, setLeaving] = useState<DeadLetter | null>(null);
  const replay = useReplay();
  const discard = useDiscard();
  const replayOne = (letter: DeadLetter) =>
    replay.mutate(letter.dead_letter_id, {
      onSuccess: () => said.done(t('replayed', { count: 1 })),
      onError: said.failed,
    });
  const discardOne = () => {
    if (leaving === null) return;
    discard.mutate(leaving.dead_letter_id, {
      onSuccess: () => {
        said.done(t('discarded'));
        setLeaving(null);
      },
      onError: said.failed,
    });
  };
  const columns = useDeadLetterColumns({ onRead: setRead, onReplay: replayOne, onDiscard: setLeaving });
  return (
    <Page
      title={t('title')}
      purpose={t('purpose')}
      aside={<ReplayAll disabled={letters.data === undefined || letters.data.items.length === 0} />}
    >
      <Panel
        title={
          <Radio.Group
            variant="default-filled"
            value={kind}
            onChange={(value) => void navigate({ search: { kind: value === 'job' ? 'job' : undefined } })}
          >
            {DEAD_LETTER_KINDS.map((one) => (
              <Radio.Button key={one} value={one}>
                {t(one)}
              </Radio.Button>
            ))}
          </Radio.Group>
        }
        flush
      >
        <KeysetList
          label={t('title')}
          query={letters}
          keyset={keyset}
          columns={columns}
          rowKey={(row) => row.dead_letter_id}
          empty={<Empty title={t('empty')} text={t('emptyText')} />}
        />
      </Panel>
      <DeadLetterDrawer letter={read} onClose={() => setRead(null)} />
      <Dialog
        header={t('discardTitle')}
        visible={leaving !== null}
        onClose={() => setLeaving(null)}
        onConfirm={discardOne}
        confirmBtn={{ content: t('discard'), theme: 'danger', loading: discard.isPending }}
        cancelBtn={t('keep')}
      >
        {t('discardText')}
      </Dialog>
    </Page>
  );
}

function ReplayAll({ disabled }: { disabled: boolean }) {
  const { t } = useWords(deadLetterWords);
  const { kind = 'callback' } = route.useSearch();
  const said = useSaid();
  const mayOperate = useMay('operate');
  const [asking, setAsking] = useState(false);
  const replay = useReplayAll();
  if (!mayOperate) return null;
  const confirm = () =>
    replay.mutate(kind, {
      onSuccess: ({ replayed }) => {
        said.done(t('replayed', { count: replayed }));
        setAsking(false);
      },
      onError: said.failed,
    });
  return (
    <>
      <Button disabled={disabled} onClick={() => setAsking(true)}>
        {t('replayAll')}
      </Button>
      <Dialog
        header={t('replayAllTitle')}
        visible={asking}
        onClose={() => setAsking(false)}
        onConfirm={confirm}
        confirmBtn={{ content: t('replayAll'), loading: replay.isPending }}
        cancelBtn={t('keep')}
      >
        {t('replayAllText')}
      </Dialog>
    </>
  );
}
