import { AddIcon, DeleteIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import css from './Builder.module.css';
import { MatchPart } from './EventParts';
import { Part } from './Part';
import { Pick } from './Picks';
import { PropertyParts } from './PropertyParts';
import type { Of } from './tree';
import { useVocabulary } from './useVocabulary';
import { CountPart, SpanField, WindowPart } from './WindowPart';
import { leafWords } from './words/leaves';

interface FormProps<Node> {
  leaf: Node;
  onChange: (leaf: Node) => void;
}

export function EventForm({ leaf, onChange }: FormProps<Of<'event'>>) {
  const { t } = useWords(leafWords);
  return (
    <>
      <WindowPart
        label={t('part_window')}
        at=".window"
        value={leaf.window}
        onChange={(window) => onChange({ ...leaf, window })}
      />
      <CountPart
        label={t('part_count')}
        value={leaf.count}
        onChange={(count) => onChange({ ...leaf, count })}
      />
      <MatchPart
        label={t('part_event')}
        at=".event"
        match={leaf.event}
        onChange={(event) => onChange({ ...leaf, event })}
      />
    </>
  );
}

export function EdgeForm({ leaf, onChange }: FormProps<Of<'event_edge'>>) {
  const { t } = useWords(leafWords);
  const events = useVocabulary().data?.events ?? [];
  return (
    <>
      <Part label={t('part_edge')} at=".edge">
        <Pick
          value={leaf.edge}
          options={[
            { value: 'first', label: t('edge.first') },
            { value: 'last', label: t('edge.last') },
          ]}
          onChange={(edge) => onChange({ ...leaf, edge })}
        />
      </Part>
      <WindowPart
        label={t('part_window')}
        at=".window"
        value={leaf.window}
        onChange={(window) => onChange({ ...leaf, window })}
      />
      <MatchPart
        label={t('part_event')}
        at=".event"
        match={leaf.event}
        onChange={(event) => onChange({ ...leaf, event })}
      />
      <PropertyParts
        event={leaf.event.name}
        test={leaf.test}
        properties={events.find((one) => one.name === leaf.event.name)?.properties ?? []}
        onChange={(test) => onChange({ ...leaf, test })}
      />
    </>
  );
}

export function SequenceForm({ leaf, onChange }: FormProps<Of<'sequence'>>) {
  const { t } = useWords(leafWords);
  const put = (steps: Of<'sequence'>['steps']) => onChange({ ...leaf, steps });
  return (
    <>
      <Part label={t('part_within')} at=".within" wide={6}>
        <div className={css.row}>
          <SpanField value={leaf.within} onChange={(within) => onChange({ ...leaf, within })} />
        </div>
      </Part>
      <WindowPart
        label={t('part_window')}
        at=".window"
        value={leaf.window}
        onChange={(window) => onChange({ ...leaf, window })}
      />
      {leaf.steps.map((step, index) => (
        <div key={index} className={css.test}>
          <MatchPart
            label={t('part_step', { number: index + 1 })}
            at={`.steps[${index}]`}
            match={step}
            onChange={(next) => put(leaf.steps.map((one, at) => (at === index ? next : one)))}
          />
          {leaf.steps.length > 2 && (
            <Button
              variant="text"
              shape="square"
              icon={<DeleteIcon />}
              aria-label={t('removeStep')}
              onClick={() => put(leaf.steps.filter((_, at) => at !== index))}
            />
          )}
        </div>
      ))}
      <div className={css.add}>
        <Button
          variant="text"
          theme="primary"
          icon={<AddIcon />}
          onClick={() => put([...leaf.steps, { name: '' }])}
        >
          {t('addStep')}
        </Button>
      </div>
    </>
  );
}

export function LapseForm({ leaf, onChange }: FormProps<Of<'lapse'>>) {
  const { t } = useWords(leafWords);
  return (
    <>
      <WindowPart
        label={t('part_window')}
        at=".window"
        value={leaf.window}
        onChange={(window) => onChange({ ...leaf, window })}
      />
      <Part label={t('part_within')} at=".within" wide={6}>
        <div className={css.row}>
          <SpanField value={leaf.within} onChange={(within) => onChange({ ...leaf, within })} />
        </div>
      </Part>
      <MatchPart
        label={t('part_did')}
        at=".did"
        match={leaf.did}
        onChange={(did) => onChange({ ...leaf, did })}
      />
      <MatchPart
        label={t('part_thenNot')}
        at=".then_not"
        match={leaf.then_not}
        onChange={(then_not) => onChange({ ...leaf, then_not })}
      />
    </>
  );
}
