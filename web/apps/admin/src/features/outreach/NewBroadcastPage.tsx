import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Phone } from '@/shared/messages';
import { Button, Page, Panel } from '@/shared/ui';

import { AudiencePanel } from './AudiencePanel';
import css from './Broadcast.module.css';
import { AudienceFields } from './ComposeFields';
import { audienceOf, type Composition, draftOf, fresh } from './composition';
import { ContentFields } from './ContentFields';
import { FrozenBanner } from './FrozenBanner';
import { ForecastOnDemand } from './ForecastPanel';
import { SendDialog } from './SendDialog';
import { useAudience } from './useAudience';
import { useCompose } from './useCompose';
import { firstUnsendable, keyAt } from './variants';
import { broadcastWords } from './words/broadcast';
import { composeWords } from './words/compose';

const route = getRouteApi('/broadcasts/new');

/** Write a broadcast: to whom (with its size as it is now), what, and how the customer will see it. */
export default function NewBroadcastPage() {
  const { t } = useWords(composeWords);
  const { t: word } = useWords(broadcastWords);
  const { segment, programme } = route.useSearch();
  const [draft, setDraft] = useState(() => fresh(segment, programme));
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState('A');
  const chosen = useMemo(() => audienceOf(draft), [draft]);
  const audience = useAudience(chosen);
  const { keep, busy } = useCompose((place) => setShown(keyAt(draft.variants, place) ?? shown));
  const fields = {
    draft,
    onChange: (changed: Partial<Composition>) => setDraft({ ...draft, ...changed }),
    tried,
  };
  const body = draftOf(draft);
  const content = draft.variants.find(({ key }) => key === shown)?.content;
  const whenSound = (go: () => void) => () => {
    setTried(true);
    if (body !== null) go();
    else setShown(firstUnsendable(draft.variants)?.key ?? shown);
  };
  const back = (
    <Link to="/broadcasts" className={css.back}>
      <ChevronLeftIcon />
      {word('back')}
    </Link>
  );
  return (
    <Page title={t('title')} purpose={t('purpose')} back={back}>
      <FrozenBanner />
      <div className={css.compose}>
        <div className={css.fields}>
          <Panel title={t('basics')}>
            <AudienceFields {...fields} />
            <AudiencePanel kind={draft.kind} chosen={chosen !== null} audience={audience} />
            {chosen !== null && audience.data !== undefined && audience.data.customers > 0 && (
              <div className={css.foretell}>
                <ForecastOnDemand
                  asked={{
                    ...chosen,
                    programme_id: draft.programme_id,
                    contents: draft.variants.length,
                    at: null,
                  }}
                />
              </div>
            )}
          </Panel>
          <ContentFields {...fields} shown={shown} onShow={setShown} />
        </div>
        <aside className={css.preview}>
          <h2>{draft.variants.length === 1 ? t('preview') : t('previewOf', { key: shown })}</h2>
          {content !== undefined && (
            <Phone speaker={t('speaker')} text={content.text} attachments={content.attachments} />
          )}
          <div className={css.acts}>
            <Button
              variant="outline"
              size="large"
              loading={busy && !asking}
              onClick={whenSound(() => body !== null && keep(body, null))}
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
        <SendDialog
          name={draft.name}
          audience={chosen}
          programmeId={draft.programme_id}
          contents={draft.variants.length}
          busy={busy}
          onSend={(at) => keep(body, { at })}
          onClose={() => setAsking(false)}
        />
      )}
    </Page>
  );
}
