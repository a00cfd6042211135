import type { Broadcast } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Phone } from '@/shared/messages';
import { Button, Page, Panel } from '@/shared/ui';

import { targetOf } from './audience';
import { AudienceFields } from './AudienceFields';
import { AudiencePanel } from './AudiencePanel';
import css from './Broadcast.module.css';
import { type Composition, contentsOf, draftOf, fresh } from './composition';
import { ContentFields } from './ContentFields';
import { FrozenBanner } from './FrozenBanner';
import { ForecastOnDemand } from './ForecastPanel';
import { GroupsPanel } from './GroupsPanel';
import { SendDialog } from './SendDialog';
import { useAudience, useGroupsPreview } from './useAudience';
import { useCompose } from './useCompose';
import { firstUnsendable, keyAt } from './variants';
import { broadcastWords } from './words/broadcast';
import { composeWords } from './words/compose';
import { groupsWords } from './words/groups';

const route = getRouteApi('/broadcasts/new');

/** Begin a broadcast. */
export default function NewBroadcastPage() {
  const { segment, programme } = route.useSearch();
  return <BroadcastEditor begins={() => fresh(segment, programme)} />;
}

interface EditorProps {
  begins: () => Composition;
  /** The broadcast that is changed; a new one without it. */
  changes?: Broadcast;
}

/** Write a broadcast: to whom (with its size as it is now), what, and how the customer will see it. */
export function BroadcastEditor({ begins, changes }: EditorProps) {
  const { t } = useWords(composeWords);
  const { t: word } = useWords(broadcastWords);
  const { t: ofGroups } = useWords(groupsWords);
  const [draft, setDraft] = useState(begins);
  const [seen] = useState(changes); // what is read again meanwhile is not what was seen
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState('A');
  const target = useMemo(() => targetOf(draft), [draft]);
  const audience = useAudience(target);
  const groups = useGroupsPreview(target);
  const reached = draft.to === 'groups' ? groups.data?.groups : audience.data?.customers;
  const { keep, busy } = useCompose((place) => setShown(keyAt(draft.variants, place) ?? shown), seen);
  const fields = {
    draft,
    onChange: (changed: Partial<Composition>) => setDraft({ ...draft, ...changed }),
    tried,
  };
  const body = draftOf(draft);
  const contents = contentsOf(draft);
  const content = (contents.find(({ key }) => key === shown) ?? contents[0])?.content;
  const whenSound = (go: () => void) => () => {
    setTried(true);
    if (body !== null) go();
    else setShown(firstUnsendable(contents)?.key ?? shown);
  };
  const back = (
    <Link to="/broadcasts" className={css.back}>
      <ChevronLeftIcon />
      {word('back')}
    </Link>
  );
  return (
    <Page
      title={t(seen === undefined ? 'title' : 'editTitle')}
      purpose={t(seen === undefined ? 'purpose' : 'editPurpose')}
      back={back}
    >
      <FrozenBanner />
      <div className={css.compose}>
        <div className={css.fields}>
          <Panel title={t('basics')}>
            <AudienceFields {...fields} />
            {draft.to === 'groups' ? (
              <GroupsPanel chosen={target !== null} preview={groups} />
            ) : (
              <AudiencePanel kind={draft.kind} chosen={target !== null} audience={audience} />
            )}
            {target !== null && reached !== undefined && reached > 0 && (
              <div className={css.foretell}>
                <ForecastOnDemand
                  asked={{
                    target,
                    programme_id: draft.programme_id,
                    contents: contents.length,
                    at: null,
                  }}
                />
              </div>
            )}
          </Panel>
          <ContentFields {...fields} shown={shown} onShow={setShown} />
        </div>
        <aside className={css.preview}>
          <h2>{contents.length === 1 ? t('preview') : t('previewOf', { key: shown })}</h2>
          {content !== undefined && (
            <Phone
              speaker={t('speaker')}
              group={draft.to === 'groups' ? ofGroups('exampleGroup') : undefined}
              text={content.text}
              attachments={content.attachments}
            />
          )}
          <div className={css.acts}>
            <Button
              variant="outline"
              size="large"
              loading={busy && !asking}
              onClick={whenSound(() => body !== null && keep(body, null))}
            >
              {t(seen === undefined ? 'saveDraft' : 'save')}
            </Button>
            <Button size="large" onClick={whenSound(() => setAsking(true))}>
              {t('next')}
            </Button>
          </div>
        </aside>
      </div>
      {asking && body !== null && target !== null && (
        <SendDialog
          name={draft.name}
          target={target}
          programmeId={draft.programme_id}
          contents={contents.length}
          busy={busy}
          onSend={(at) => keep(body, { at })}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  );
}
