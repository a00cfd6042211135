import type { Welcome } from '@lingqu/api';
import { useState } from 'react';
import { Radio } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Phone } from '@/shared/messages';

import css from './Editor.module.css';
import { useWelcomePreview } from './useWelcomePreview';
import { editorWords } from './words/editor';

/** The greeting in the customer's phone, with the server's own rendering of the variables. */
export function WelcomePhone({ welcome }: { welcome: Welcome }) {
  const { t } = useWords(editorWords);
  const [which, setWhich] = useState<'text' | 'fallback'>('text');
  const preview = useWelcomePreview(welcome).data;
  const written = welcome.text.trim() !== '';
  const text = which === 'fallback' ? (preview?.fallback ?? '') : (preview?.rendered ?? welcome.text);
  return (
    <>
      <div className={css.previewHead}>
        <h2>{t('preview')}</h2>
        <Radio.Group
          variant="default-filled"
          size="small"
          value={which}
          onChange={(value) => setWhich(value === 'fallback' ? 'fallback' : 'text')}
        >
          <Radio.Button value="text">{t('showText')}</Radio.Button>
          <Radio.Button value="fallback">{t('showFallback')}</Radio.Button>
        </Radio.Group>
      </div>
      <Phone speaker={t('speaker')} text={written ? text : ''} attachments={welcome.attachments} />
      {preview !== undefined && preview.problems.length > 0 && (
        <ul className={css.problems} role="alert">
          {preview.problems.map((problem) => (
            <li key={problem.place + problem.message}>{problem.message}</li>
          ))}
        </ul>
      )}
    </>
  );
}
