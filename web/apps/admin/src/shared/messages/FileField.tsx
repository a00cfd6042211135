import { type ReactNode, useId, useState } from 'react';

import { useTold } from '@/shared/errors';
import { useWords } from '@/shared/i18n';
import { Field } from '@/shared/ui';

import css from './FileField.module.css';
import { MOST_FILE_BYTES } from './limits';
import { type FileKind, useUpload } from './useUpload';
import { messageWords } from './words';

const ACCEPTED: Record<FileKind, string[]> = {
  picture: ['image/jpeg', 'image/png'],
  video: ['video/mp4'],
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
  /** Keys of what the server has kept, in the order of choice. */
  onKept: (keys: string[]) => void;
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
    const keys: string[] = [];
    setWrong('');
    try {
      for (const file of files) keys.push((await upload.mutateAsync({ file, kind })).blob_key);
    } catch (error) {
      setWrong(told(error).title);
    }
    if (keys.length > 0) onKept(keys);
  };
  const choose = (chosen: File[]) => {
    const files = chosen.slice(0, most);
    if (files.some((one) => !ACCEPTED[kind].includes(one.type))) setWrong(t(`${kind}Kind`));
    else if (files.some((one) => one.size > MOST_FILE_BYTES)) setWrong(t(`${kind}Size`));
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
