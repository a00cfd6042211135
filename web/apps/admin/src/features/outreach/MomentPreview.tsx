import type { MomentAttachment } from '@lingqu/api';

import { useWords } from '@/shared/i18n';
import { Avatar } from '@/shared/ui';

import css from './Moment.module.css';
import { momentWords } from './words/moment';

export const blobUrl = (key: string) => `/api/blobs/${encodeURIComponent(key)}`;

/** A moment as it stands in a customer's timeline: who, what they say, pictures in a grid of three. */
export function MomentPreview({ text, attachments }: { text: string; attachments: MomentAttachment[] }) {
  const { t } = useWords(momentWords);
  const pictures = attachments.filter((one) => one.kind === 'image');
  const link = attachments.find((one) => one.kind === 'link');
  if (text.trim() === '' && attachments.length === 0)
    return (
      <figure className={css.timeline} aria-label={t('previewLabel')}>
        <p className={css.quiet}>{t('nothingYet')}</p>
      </figure>
    );
  return (
    <figure className={css.timeline} aria-label={t('previewLabel')}>
      <div className={css.post}>
        <Avatar name={t('speaker')} seed={0} size={40} />
        <div>
          <b>{t('speaker')}</b>
          {text.trim() !== '' && <p>{text}</p>}
          {pictures.length > 0 && (
            <div className={pictures.length === 1 ? `${css.grid} ${css.alone}` : css.grid}>
              {pictures.map((one, place) => (
                <img key={place} src={blobUrl(one.blob_key)} alt="" />
              ))}
            </div>
          )}
          {link !== undefined && (
            <span className={css.link}>
              <img src={blobUrl(link.blob_key)} alt="" />
              {link.title || link.url}
            </span>
          )}
          <small>{t('justNow')}</small>
        </div>
      </div>
    </figure>
  );
}
