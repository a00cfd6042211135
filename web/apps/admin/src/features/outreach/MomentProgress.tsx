import type { Moment } from '@lingqu/api';

import { useReason } from '@/shared/deliveries';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Panel } from '@/shared/ui';

import broadcastCss from './Broadcast.module.css';
import css from './Moment.module.css';
import { momentWords } from './words/moment';

interface Stage {
  name: string;
  value: string;
  note: string;
}

/** From the marking of customers to their seeing it, stage by stage; and who was left out, and why. */
export function MomentProgress({ moment }: { moment: Moment }) {
  const { t } = useWords(momentWords);
  const reason = useReason();
  const stages = useStages()(moment);
  return (
    <Panel title={t('progress')}>
      <ol className={stages.length === 3 ? `${broadcastCss.funnel} ${css.three}` : broadcastCss.funnel}>
        {stages.map(({ name, value, note }) => (
          <li key={name}>
            <span>{name}</span>
            <b>{value}</b>
            <small>{note || '\u00a0'}</small>
          </li>
        ))}
      </ol>
      {moment.skips.length > 0 && (
        <>
          <h3 className={css.left}>{t('skipped')}</h3>
          <ul className={broadcastCss.skipped} aria-label={t('skipped')}>
            {moment.skips.map((one) => (
              <li key={one.reason}>{t('leftOut', { count: one.count, reason: reason(one.reason) })}</li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function useStages(): (moment: Moment) => Stage[] {
  const { t } = useWords(momentWords);
  const { number, permille, dayMinute } = useFormat();
  return ({ governed, marking, ready_at, handed_over_at, members: { asked, published }, counts }) => {
    const unseen = counts.waiting + counts.not_shown;
    const marked: Stage = {
      name: t('stage.marked'),
      value:
        marking === null
          ? t(ready_at === null ? 'unmarked' : 'allMarked')
          : t('of', { done: number(marking.marked), total: number(marking.marks + marking.unplanned) }),
      note:
        marking !== null
          ? t('soon', { minutes: marking.minutes })
          : ready_at !== null
            ? t('readyOn', { at: dayMinute(ready_at) })
            : '',
    };
    return [
      ...(governed ? [marked] : []),
      {
        name: t('stage.asked'),
        value: t('people', { count: asked }),
        note: handed_over_at === null ? '' : t('askedOn', { at: dayMinute(handed_over_at) }),
      },
      {
        name: t('stage.published'),
        value: t('people', { count: published }),
        note: asked === 0 ? '' : t('ofAsked', { share: permille((published * 1000) / asked) }),
      },
      {
        name: t('stage.shown'),
        value: t('people', { count: counts.shown }),
        note: unseen === 0 ? '' : t('notShown', { count: unseen }),
      },
    ];
  };
}
