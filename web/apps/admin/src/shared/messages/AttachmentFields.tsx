import type { Attachment } from '@lingqu/api';
import { useId } from 'react';
import { Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { useSaid } from '@/shared/query';
import { Field } from '@/shared/ui';

import css from './Attachments.module.css';
import { MOST_PICTURE_BYTES } from './limits';
import { blobUrl } from './Phone';
import { useUpload } from './useUpload';
import { messageWords } from './words';

interface AttachmentFieldsProps {
  attachment: Attachment;
  onChange: (attachment: Attachment) => void;
}

export function AttachmentFields({ attachment, onChange }: AttachmentFieldsProps) {
  const { t } = useWords(messageWords);
  switch (attachment.kind) {
    case 'image':
      return (
        <PictureField
          blobKey={attachment.blob_key}
          onChange={(blob_key) => onChange({ ...attachment, blob_key })}
        />
      );
    case 'link':
      return (
        <div className={css.fields}>
          <Field label={t('title')} required>
            <Input
              value={attachment.title}
              onChange={(title) => onChange({ ...attachment, title })}
              placeholder=""
            />
          </Field>
          <Field label={t('url')} required>
            <Input
              value={attachment.url}
              onChange={(url) => onChange({ ...attachment, url })}
              placeholder=""
            />
          </Field>
          <Field label={t('desc')}>
            <Input
              value={attachment.desc ?? ''}
              onChange={(desc) => onChange({ ...attachment, desc: desc || null })}
              placeholder=""
            />
          </Field>
          <Field label={t('pic')}>
            <Input
              value={attachment.pic_url ?? ''}
              onChange={(pic) => onChange({ ...attachment, pic_url: pic || null })}
              placeholder=""
            />
          </Field>
        </div>
      );
    case 'miniprogram':
      return (
        <div className={css.fields}>
          <Field label={t('title')} required>
            <Input
              value={attachment.title}
              onChange={(title) => onChange({ ...attachment, title })}
              placeholder=""
            />
          </Field>
          <Field label={t('appid')} required>
            <Input
              value={attachment.appid}
              onChange={(appid) => onChange({ ...attachment, appid })}
              placeholder=""
            />
          </Field>
          <Field label={t('page')} required>
            <Input
              value={attachment.page}
              onChange={(page) => onChange({ ...attachment, page })}
              placeholder=""
            />
          </Field>
          <PictureField
            blobKey={attachment.blob_key}
            onChange={(blob_key) => onChange({ ...attachment, blob_key })}
          />
        </div>
      );
  }
}

function PictureField({ blobKey, onChange }: { blobKey: string; onChange: (blobKey: string) => void }) {
  const { t } = useWords(messageWords);
  const id = useId();
  const said = useSaid();
  const upload = useUpload();
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > MOST_PICTURE_BYTES) {
      said.wrong(t('tooBig'));
      return;
    }
    upload.mutate(file, { onSuccess: (blob) => onChange(blob.blob_key), onError: said.failed });
  };
  return (
    <div className={css.file}>
      {blobKey !== '' && <img src={blobUrl(blobKey)} alt={t('picture')} />}
      <input
        id={id}
        type="file"
        accept="image/jpeg,image/png"
        onChange={(event) => choose(event.target.files?.[0])}
      />
      <label htmlFor={id}>
        {upload.isPending ? t('uploading') : t(blobKey === '' ? 'chooseFile' : 'replaceFile')}
      </label>
      <small>{t('fileHelp')}</small>
    </div>
  );
}
