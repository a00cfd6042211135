import type { Attachment } from '@lingqu/api';
import { Input } from 'tdesign-react';

import { useWords } from '@/shared/i18n';
import { Field } from '@/shared/ui';

import css from './Attachments.module.css';
import { FileField } from './FileField';
import { blobUrl } from './Phone';
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
  return (
    <div className={css.file}>
      <FileField
        kind="picture"
        label={t('picture')}
        help={t('fileHelp')}
        act={t(blobKey === '' ? 'chooseFile' : 'replaceFile')}
        onKept={(keys) => onChange(keys.at(-1) ?? '')}
      >
        {blobKey !== '' && <img src={blobUrl(blobKey)} alt={t('picture')} />}
      </FileField>
    </div>
  );
}
