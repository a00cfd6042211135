import type { Definition } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { Panel } from '@/shared/ui';

import { Both, Track } from './OverlapPanel';
import css from './Understanding.module.css';
import { useTrialOverlaps } from './useUnderstanding';
import { overlapWords } from './words/overlaps';

const FEW = 3;

interface OverlapGlanceProps {
  definition: Definition;
  /** The segment that the definition is to become, null for a new one. */
  segmentId: number | null;
  /** The definition was understood and counted. */
  sound: boolean;
  old: boolean;
}

/** With which segments those who fit overlap most; nothing while that is not known. */
export function OverlapGlance({ definition, segmentId, sound, old }: OverlapGlanceProps) {
  const { t } = useWords(overlapWords);
  const { data, isPlaceholderData } = useTrialOverlaps(definition, segmentId, sound);
  const most = data?.others.filter((one) => one.both !== null && one.both > 0).slice(0, FEW) ?? [];
  if (!sound || data === undefined || data.others.length === 0) return null;
  return (
    <Panel title={t('title')}>
      {most.length === 0 ? (
        <p className={css.note}>{t('none')}</p>
      ) : (
        <ul className={`${css.overlaps ?? ''} ${old || isPlaceholderData ? (css.old ?? '') : ''}`}>
          {most.map((one) => (
            <li key={one.segment_id} className={css.overlap}>
              <span title={one.name}>{one.name}</span>
              <Both one={one} size={data.size} />
              <Track one={one} size={data.size} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
