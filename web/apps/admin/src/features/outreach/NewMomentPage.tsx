import type { MomentDraft } from '@lingqu/api';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { serverNow } from '@/shared/clock';
import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Button, Page, Panel } from '@/shared/ui';

import css from './Broadcast.module.css';
import { FrozenBanner } from './FrozenBanner';
import { MomentContentFields } from './MomentContentFields';
import { MomentRulesFields, MomentWhomFields } from './MomentFields';
import { MomentPreview } from './MomentPreview';
import { MomentReachPanel } from './MomentReachPanel';
import { MomentSendDialog } from './MomentSendDialog';
import { MomentWhen } from './MomentWhen';
import { attachmentsOf, choiceOf, freshMoment, isTimely, momentOf } from './momentWriting';
import { useCreateMoment, useMomentAct, useMomentReach } from './useMoments';
import { momentWords } from './words/moment';
import { momentFormWords } from './words/momentForm';

/** Write a moment: for whom and by whom (counted as it is now), what, and how customers will see it. */
export default function NewMomentPage() {
  const { t } = useWords(momentFormWords);
  const { t: word } = useWords(momentWords);
  const [writing, setWriting] = useState(freshMoment);
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const chosen = useMemo(() => choiceOf(writing), [writing]);
  const reach = useMomentReach(chosen);
  const { keep, busy } = useKeep();
  const forced = (reach.data?.governing ?? null) !== null;
  const body = momentOf({ ...writing, governed: writing.governed || forced });
  const fields = {
    writing,
    tried,
    onChange: (changed: Partial<typeof writing>) => setWriting((now) => ({ ...now, ...changed })),
  };
  const whenSound = (go: () => void) => () => {
    setTried(true);
    if (body !== null && isTimely(writing, serverNow())) go();
  };
  const back = (
    <Link to="/moments" className={css.back}>
      <ChevronLeftIcon />
      {word('back')}
    </Link>
  );
  return (
    <Page title={t('newTitle')} purpose={t('newPurpose')} back={back}>
      <FrozenBanner />
      <div className={css.compose}>
        <div className={css.fields}>
          <Panel title={t('basics')}>
            <MomentWhomFields {...fields} />
            <MomentRulesFields
              writing={{ ...writing, governed: writing.governed || forced }}
              onChange={fields.onChange}
              forced={forced}
            />
            <MomentReachPanel chosen={chosen !== null} reach={reach} />
          </Panel>
          <Panel title={t('content')}>
            <MomentContentFields {...fields} />
          </Panel>
          <Panel title={t('whenTitle')}>
            <MomentWhen {...fields} />
          </Panel>
        </div>
        <aside className={css.preview}>
          <h2>{word('preview')}</h2>
          <MomentPreview text={writing.text} attachments={attachmentsOf(writing)} />
          <div className={css.acts}>
            <Button
              variant="outline"
              size="large"
              loading={busy && !asking}
              onClick={whenSound(() => body !== null && keep(body, 'show'))}
            >
              {t('saveDraft')}
            </Button>
            <Button size="large" onClick={whenSound(() => setAsking(true))}>
              {t('next')}
            </Button>
          </div>
        </aside>
      </div>
      {asking && body !== null && chosen !== null && (
        <MomentSendDialog
          name={writing.name}
          choice={chosen}
          busy={busy}
          onSend={() => keep(body, 'send')}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  );
}

/** Keep a draft, or keep and publish it; then show it. A refused publishing leaves the draft, and says so. */
function useKeep() {
  const { t } = useWords(momentFormWords);
  const { t: word } = useWords(momentWords);
  const said = useSaid();
  const navigate = useNavigate();
  const create = useCreateMoment();
  const act = useMomentAct();
  const show = (momentId: number) => void navigate({ to: '/moments/$momentId', params: { momentId } });
  const keep = (draft: MomentDraft, then: 'show' | 'send') =>
    create.mutate(draft, {
      onSuccess: ({ moment_id: id }) => {
        if (then === 'send') {
          act.mutate(
            { id, act: 'send' },
            {
              onSuccess: ({ state }) => said.done(word(state === 'awaiting_approval' ? 'submitted' : 'sent')),
              onError: said.failed,
              onSettled: () => show(id),
            },
          );
          return;
        }
        said.done(t('saved'));
        show(id);
      },
      onError: said.failed,
    });
  return { keep, busy: create.isPending || act.isPending };
}
