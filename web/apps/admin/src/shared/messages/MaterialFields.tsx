import type { MaterialAttachment } from '@lingqu/api';

import { useWords } from '@/shared/i18n';

import { AttachmentFields } from './AttachmentFields';
import css from './Attachments.module.css';
import { FileField } from './FileField';
import { blobUrl } from './Phone';
import { messageWords } from './words';

interface MaterialFieldsProps {
  attachment: MaterialAttachment;
  onChange: (attachment: MaterialAttachment) => void;
}

/** What a material may carry: what a message may, a video of any length, a file. */
export function MaterialFields({ attachment, onChange }: MaterialFieldsProps) {
  const { t } = useWords(messageWords);
  switch (attachment.kind) {
    case 'video':
      return (
        <FileField
          kind="film"
          label={t('video')}
          help={t('filmHelp')}
          act={t(attachment.blob_key === '' ? 'chooseFilm' : 'replaceFilm')}
          onKept={(keys) => onChange({ ...attachment, blob_key: keys.at(-1) ?? '' })}
        >
          {attachment.blob_key !== '' && (
            <video className={css.film} src={blobUrl(attachment.blob_key)} preload="metadata" muted />
          )}
        </FileField>
      );
    case 'file':
      return (
        <FileField
          kind="file"
          label={t('anyFile')}
          help={t('anyFileHelp')}
          act={t(attachment.blob_key === '' ? 'chooseAnyFile' : 'replaceAnyFile')}
          onKept={(_, kept) => {
            const last = kept.at(-1);
            if (last !== undefined && 'name' in last)
              onChange({ ...attachment, blob_key: last.blob_key, name: last.name });
          }}
        >
          {attachment.blob_key !== '' && (
            <a className={css.named} href={blobUrl(attachment.blob_key)} download={attachment.name}>
              {attachment.name}
            </a>
          )}
        </FileField>
      );
    case 'image':
    case 'link':
    case 'miniprogram':
      return <AttachmentFields attachment={attachment} onChange={onChange} />;
  }
}
