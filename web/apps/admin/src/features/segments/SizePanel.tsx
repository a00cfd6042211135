import type { Segment, SegmentSizes } from '@lingqu/api';
import { useMemo, useState } from 'react';
import { Radio } from 'tdesign-react';

import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Chart, Empty, Panel, Resource, Waiting } from '@/shared/ui';

import { sizeOption } from './sizeOption';
import css from './Understanding.module.css';
import { useSizes } from './useUnderstanding';
import { sizeWords } from './words/sizes';

const SPANS = [7, 30, 90, 365] as const;
const HEIGHT = 312;

/** How the size went: as a line over days, with who came and went. */
export function SizePanel({ segment }: { segment: Segment }) {
  const { t } = useWords(sizeWords);
  const [days, setDays] = useState<number>(30);
  const sizes = useSizes(segment.segment_id, days);
  const choice = (
    <Radio.Group
      variant="default-filled"
      size="small"
      value={days}
      onChange={(value) => setDays(SPANS.find((one) => one === value) ?? 30)}
    >
      {SPANS.map((one) => (
        <Radio.Button key={one} value={one}>
          {t('days', { days: one })}
        </Radio.Button>
      ))}
    </Radio.Group>
  );
  return (
    <Panel title={t('title')} aside={choice}>
      <Resource
        query={sizes}
        waiting={<Waiting rows={5} />}
        empty={(told) =>
          told.days.every((one) => one.size === null) && (
            <Empty title={t('empty')} text={t(segment.is_building ? 'emptyBuilding' : 'emptyText')} />
          )
        }
      >
        {(told) => <Drawn sizes={told} building={segment.is_building} />}
      </Resource>
    </Panel>
  );
}

function Drawn({ sizes, building }: { sizes: SegmentSizes; building: boolean }) {
  const { t } = useWords(sizeWords);
  const { number } = useFormat();
  const option = useMemo(
    () =>
      sizeOption(sizes, {
        size: t('size'),
        entered: t('entered'),
        left: t('left'),
        edited: (letIn, putOut) =>
          t('edited', {
            moves: [letIn > 0 && `+${number(letIn)}`, putOut > 0 && `−${number(putOut)}`]
              .filter(Boolean)
              .join(' '),
          }),
        number,
      }),
    [sizes, t, number],
  );
  const total = (key: 'entered' | 'left') => sizes.days.reduce((sum, one) => sum + one[key], 0);
  const entered = total('entered');
  const left = total('left');
  const began = sizes.days.findIndex((one) => one.size !== null);
  const since = began > 0 ? sizes.days[began]?.day : undefined;
  return (
    <>
      <p className={css.note}>
        {t('summary', { days: sizes.days.length, entered, left })}
        {since !== undefined && ` ${t('since', { day: since })}`}
        {building && ` ${t('building')}`}
      </p>
      <Chart option={option} label={t('label', { days: sizes.days.length, entered, left })} height={HEIGHT} />
    </>
  );
}
