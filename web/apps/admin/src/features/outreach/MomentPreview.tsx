import type { MomentAttachment } from '@lingqu/api';

import { LinkIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Avatar } from '@/shared/ui';

import css from './Moment.module.css';
import { momentWords } from './words/moment';

export const blobUrl = (key: string) => `/api/blobs/${encodeURIComponent(key)}`;

/** A moment as it stands in a customer's timeline: who, what they say; one picture large, four in a square. */
export function MomentPreview({ text, attachments }: { text: string; attachments: MomentAttachment[] }) {
  const { t } = useWords(momentWords);
  const pictures = attachments.filter((one) => one.kind === 'image');
  const video = attachments.find((one) => one.kind === 'video');
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
            <div className={css.grid} data-pictures={pictures.length}>
              {pictures.map((one, place) => (
                <img key={place} src={blobUrl(one.blob_key)} alt="" />
              ))}
            </div>
          )}
          {video !== undefined && (
            <span className={css.video}>
              <video
                src={blobUrl(video.blob_key)}
                preload="metadata"
                controls
                muted
                aria-label={t('video')}
              />
            </span>
          )}
          {link !== undefined && (
            <span className={css.link}>
              {link.blob_key === '' ? <LinkIcon size={24} /> : <img src={blobUrl(link.blob_key)} alt="" />}
              <span>{link.title || link.url}</span>
            </span>
          )}
          <small>{t('justNow')}</small>
        </div>
      </div>
    </figure>
  );
}
