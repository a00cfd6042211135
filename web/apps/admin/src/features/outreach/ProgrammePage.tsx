import type { Programme } from '@lingqu/api';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChevronLeftIcon } from 'tdesign-icons-react';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Page, Panel, Resource, StateTag } from '@/shared/ui';

import css from './Broadcast.module.css';
import { FrozenBanner } from './FrozenBanner';
import own from './Programme.module.css';
import { ProgrammeActs } from './ProgrammeActs';
import { ProgrammeBroadcasts } from './ProgrammeBroadcasts';
import { PROGRAMME_TONES } from './programmes';
import { Progress } from './Progress';
import { useProgramme } from './useProgramme';
import { programmeWords } from './words/programmes';

const route = getRouteApi('/programmes/$programmeId');
const NO_TASKS = { open: 0, confirmed: 0, expired: 0, cancelled: 0 };
const ARMS = ['treated', 'holdout', 'global_holdout'] as const;

/** One programme: what it is for, what became of its messages, why some were not sent, how people were drawn. */
export default function ProgrammePage() {
  const { t } = useWords(programmeWords);
  const { programmeId } = route.useParams();
  const programme = useProgramme(programmeId);
  const { data } = programme;
  const back = (
    <Link to="/programmes" className={css.back}>
      <ChevronLeftIcon />
      {t('back')}
    </Link>
  );
  const aside = data !== undefined && (
    <>
      <StateTag tone={PROGRAMME_TONES[data.state]}>{t(data.state)}</StateTag>
      <ProgrammeActs programme={data} />
    </>
  );
  return (
    <Page title={data?.name ?? t('name')} back={back} aside={aside}>
      <FrozenBanner />
      <Resource query={programme}>{(found) => <Detail programme={found} />}</Resource>
    </Page>
  );
}

function Detail({ programme }: { programme: Programme }) {
  const { t } = useWords(programmeWords);
  return (
    <div className={css.stack}>
      <About programme={programme} />
      <Progress counts={programme.counts} tasks={NO_TASKS} groups={null} />
      <div className={own.two}>
        <Arms programme={programme} />
        <Panel title={t('why')}>
          <Skips programme={programme} />
        </Panel>
      </div>
      <ProgrammeBroadcasts programme={programme} />
    </div>
  );
}

function About({ programme }: { programme: Programme }) {
  const { t } = useWords(programmeWords);
  const { permille, fen, number } = useFormat();
  const { category, owner, hypothesis, target, planned, budget = null, holdout_permille } = programme;
  const facts: [string, string][] = [
    [t('category'), t(category)],
    [t('owner'), owner],
    [t('planned'), budget === null ? t('noBudget', { planned }) : t('ofBudget', { planned, budget })],
    [t('holdout'), holdout_permille === 0 ? t('none') : permille(holdout_permille)],
    [t('priority'), number(programme.priority)],
    [t('value'), fen(programme.value_fen)],
    [t('overnight'), t(programme.overnight ? 'overnightYes' : 'overnightNo')],
  ];
  return (
    <Panel title={t('about')} note={t('broadcasts', { count: programme.broadcasts })}>
      <dl className={own.words}>
        <dt>{t('hypothesis')}</dt>
        <dd>{hypothesis === '' ? t('notSaid') : hypothesis}</dd>
        <dt>{t('target')}</dt>
        <dd>{target === '' ? t('notSaid') : target}</dd>
      </dl>
      <dl className={own.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Arms({ programme: { arms } }: { programme: Programme }) {
  const { t } = useWords(programmeWords);
  const { permille } = useFormat();
  const personsOf = (arm: string) => arms.find((one) => one.arm === arm)?.persons ?? 0;
  const all = arms.reduce((sum, one) => sum + one.persons, 0);
  return (
    <Panel title={t('arms')} note={t('armsNote')}>
      {all === 0 && <span className={css.quiet}>{t('noArms')}</span>}
      {all > 0 && (
        <>
          <div className={own.split} aria-hidden="true">
            {ARMS.map((arm) => (
              <i key={arm} data-arm={arm} style={{ flexGrow: personsOf(arm) }} />
            ))}
          </div>
          <ul className={css.reasons}>
            {ARMS.map((arm) => (
              <li key={arm}>
                <span className={own.arm} data-arm={arm}>
                  {t(`arm.${arm}`)}
                </span>
                <b>
                  {t('persons', { count: personsOf(arm), share: permille((personsOf(arm) * 1000) / all) })}
                </b>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Skips({ programme: { skips } }: { programme: Programme }) {
  const { t } = useWords(programmeWords);
  const { number } = useFormat();
  const reason = useReason();
  if (skips.length === 0) return <span className={css.quiet}>{t('nobody')}</span>;
  return (
    <ul className={css.reasons}>
      {skips.map((skip) => (
        <li key={skip.reason}>
          <span>{reason(skip.reason)}</span>
          <b>{number(skip.count)}</b>
        </li>
      ))}
    </ul>
  );
}
