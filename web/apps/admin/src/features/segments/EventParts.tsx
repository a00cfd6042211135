import type { EventMatch, PropertyTest } from '@lingqu/api';
import { AddIcon, DeleteIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import css from './Builder.module.css';
import { Part } from './Part';
import { Pick } from './Picks';
import { freshTest, PropertyParts } from './PropertyParts';
import { useVocabulary } from './useVocabulary';
import { leafWords } from './words/leaves';

interface MatchPartProps {
  label: string;
  at: string;
  match: EventMatch;
  onChange: (match: EventMatch) => void;
}

/** Which event, with the properties it must have. */
export function MatchPart({ label, at, match, onChange }: MatchPartProps) {
  const { t } = useWords(leafWords);
  const events = useVocabulary().data?.events ?? [];
  const properties = events.find((one) => one.name === match.name)?.properties ?? [];
  const where = match.where ?? [];
  const put = (tests: PropertyTest[]) =>
    onChange(tests.length === 0 ? { name: match.name } : { ...match, where: tests });
  return (
    <>
      <Part label={label} at={`${at}.name`}>
        <Pick
          value={match.name}
          options={events.map((one) => ({ value: one.name, label: one.label }))}
          onChange={(name) => onChange({ name })}
        />
      </Part>
      <div className={css.add}>
        <Button
          variant="text"
          theme="primary"
          icon={<AddIcon />}
          onClick={() => put([...where, freshTest(properties[0] ?? '')])}
        >
          {t('addTest')}
        </Button>
      </div>
      {where.map((test, index) => (
        <div key={index} className={css.test}>
          <PropertyParts
            event={match.name}
            test={test}
            properties={properties}
            onChange={(next) => put(where.map((one, at) => (at === index ? next : one)))}
          />
          <Button
            variant="text"
            shape="square"
            icon={<DeleteIcon />}
            aria-label={t('removeTest')}
            onClick={() => put(where.filter((_, at) => at !== index))}
          />
        </div>
      ))}
    </>
  );
}
