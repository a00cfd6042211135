import type { KeptFile } from '@lingqu/api';
import { type ReactNode, useId, useState } from 'react';

import { useTold } from '@/shared/errors';
import { useWords } from '@/shared/i18n';
import { Field } from '@/shared/ui';

import css from './FileField.module.css';
import { LEAST_ANY_BYTES, MOST_ANY_BYTES, MOST_FILE_BYTES } from './limits';
import { type FileKind, useUpload } from './useUpload';
import { messageWords } from './words';

/** Media types by kind; none is any. */
const ACCEPTED: Record<FileKind, string[]> = {
  picture: ['image/jpeg', 'image/png'],
  video: ['video/mp4'],
  film: ['video/mp4'],
  file: [],
};
const MOST: Record<FileKind, number> = {
  picture: MOST_FILE_BYTES,
  video: MOST_FILE_BYTES,
  film: MOST_FILE_BYTES,
  file: MOST_ANY_BYTES,
};

interface FileFieldProps {
  kind: FileKind;
  label: string;
  help: string;
  /** What the button says. */
  act: string;
  /** What is missing, while nothing is wrong with a file. */
  fault?: string;
  required?: boolean;
  /** How many may be chosen at once; with none the button is gone. */
  most?: number;
  /** Keys of what the server has kept, in the order of choice; of each, all that it said. */
  onKept: (keys: string[], kept: KeptFile[]) => void;
  /** What is there already. */
  children: ReactNode;
}

/** Files of one kind, uploaded as they are chosen; what is wrong with one is said below the field. */
export function FileField(props: FileFieldProps) {
  const { kind, label, help, act, fault = '', required = false, most = 1, onKept, children } = props;
  const { t } = useWords(messageWords);
  const id = useId();
  const told = useTold();
  const upload = useUpload();
  const [wrong, setWrong] = useState('');
  const keep = async (files: File[]) => {
    const kept: KeptFile[] = [];
    setWrong('');
    try {
      for (const file of files) kept.push(await upload.mutateAsync({ file, kind }));
    } catch (error) {
      setWrong(told(error).title);
    }
    if (kept.length > 0)
      onKept(
        kept.map((one) => one.blob_key),
        kept,
      );
  };
  const choose = (chosen: File[]) => {
    const files = chosen.slice(0, most);
    const wrongKind = (one: File) => ACCEPTED[kind].length > 0 && !ACCEPTED[kind].includes(one.type);
    if (kind !== 'file' && files.some(wrongKind)) setWrong(t(`${kind}Kind`));
    else if (files.some((one) => one.size > MOST[kind])) setWrong(t(`${kind}Size`));
    else if (kind === 'file' && files.some((one) => one.size < LEAST_ANY_BYTES)) setWrong(t('fileSmall'));
    else void keep(files);
  };
  return (
    <Field label={label} help={help} fault={wrong === '' ? fault : wrong} required={required} group>
      <div className={css.files}>
        {children}
        {most > 0 && (
          <>
            <input
              id={id}
              type="file"
              accept={ACCEPTED[kind].join(',')}
              multiple={most > 1}
              disabled={upload.isPending}
              onChange={(event) => {
                choose([...(event.target.files ?? [])]);
                event.target.value = '';
              }}
            />
            <label htmlFor={id}>{upload.isPending ? t('uploading') : act}</label>
          </>
        )}
      </div>
    </Field>
  );
}
