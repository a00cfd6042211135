import type { GroupWelcome } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Instant, Page, Panel, Resource, StateTag } from '@/shared/ui';

import css from './GroupWelcome.module.css';
import { GroupWelcomeActs } from './GroupWelcomeActs';
import { GroupWelcomePhone } from './GroupWelcomePhone';
import { GroupWelcomeStanding } from './GroupWelcomeStanding';
import { GROUP_WELCOME_TONES } from './groupWelcomeStates';
import { useGroupWelcome } from './useGroupWelcomes';
import { groupWelcomeWords } from './words/groupWelcomes';

const route = getRouteApi('/group-welcomes/$groupWelcomeId');

/** One template: how it stands at WeCom, who may use it, what a newcomer reads. */
export default function GroupWelcomePage() {
  const { t } = useWords(groupWelcomeWords);
  const { groupWelcomeId } = route.useParams();
  const welcome = useGroupWelcome(groupWelcomeId);
  const back = (
    <Link to="/group-welcomes" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  const aside = welcome.data !== undefined && (
    <>
      <StateTag tone={GROUP_WELCOME_TONES[welcome.data.state]}>{t(welcome.data.state)}</StateTag>
      <GroupWelcomeActs welcome={welcome.data} />
    </>
  );
  return (
    <Page title={welcome.data?.name ?? t('one')} back={back} aside={aside}>
      <Resource query={welcome}>
        {(found) => (
          <div className={css.sides}>
            <div className={css.stack}>
              <GroupWelcomeStanding welcome={found} />
              <Panel title={t('about')}>
                <About welcome={found} />
              </Panel>
              <Panel title={t('howToUse')}>
                <ol className={css.steps}>
                  <li>{t('step1')}</li>
                  <li>{t('step2')}</li>
                  <li>{t('step3')}</li>
                </ol>
                <p className={css.quiet}>{t('whoMay')}</p>
              </Panel>
            </div>
            <aside className={css.preview}>
              <h2>{t('preview')}</h2>
              <GroupWelcomePhone text={found.text} attachments={found.attachments} />
            </aside>
          </div>
        )}
      </Resource>
    </Page>
  );
}

function About({ welcome }: { welcome: GroupWelcome }) {
  const { t } = useWords(groupWelcomeWords);
  const { created_by, created_at, changed_at, told_at, notify } = welcome;
  return (
    <dl className={css.facts}>
      <Fact title={t('owner')}>{created_by ?? t('nobody')}</Fact>
      <Fact title={t('createdAt')}>
        <Instant at={created_at} />
      </Fact>
      <Fact title={t('changedAt')}>
        <Instant at={changed_at} />
      </Fact>
      <Fact title={t('toldAt')}>{told_at === null ? t('never') : <Instant at={told_at} />}</Fact>
      <Fact title={t('notify')}>{t(notify ? 'notified' : 'quiet')}</Fact>
    </dl>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
