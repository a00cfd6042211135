import type { Definition } from '@lingqu/api';
import { RollbackIcon, RollfrontIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import css from './Builder.module.css';
import type { Undo } from './useUndo';
import { editorWords } from './words/editor';

/** Take changes of the conditions back, and do them again. */
export function UndoBar({ edits: { undo, redo } }: { edits: Undo<Definition> }) {
  const { t } = useWords(editorWords);
  return (
    <div className={css.undo} role="group" aria-label={t('changes')}>
      <Button
        variant="text"
        size="small"
        icon={<RollbackIcon />}
        title={t('undoKeys')}
        disabled={undo === null}
        onClick={() => undo?.()}
      >
        {t('undo')}
      </Button>
      <Button
        variant="text"
        size="small"
        icon={<RollfrontIcon />}
        title={t('redoKeys')}
        disabled={redo === null}
        onClick={() => redo?.()}
      >
        {t('redo')}
      </Button>
    </div>
  );
}
