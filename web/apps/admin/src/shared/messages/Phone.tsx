import type { MaterialAttachment } from '@lingqu/api';
import {
  ChevronLeftIcon,
  EllipsisIcon,
  FileIcon,
  ImageIcon,
  LinkIcon,
  LogoMiniprogramIcon,
  PlayCircleIcon,
} from 'tdesign-icons-react';

import { useServerNow } from '@/shared/clock';
import { useFormat } from '@/shared/format';
import { useWords } from '@/shared/i18n';
import { Avatar } from '@/shared/ui';

import css from './Phone.module.css';
import { messageWords } from './words';

interface PhoneProps {
  /** The member who speaks. */
  speaker: string;
  /** The customer group that it is said in, by name; in none it is said to one customer. */
  group?: string | undefined;
  /** Who has just joined the group. */
  joined?: string | undefined;
  text: string;
  attachments: MaterialAttachment[];
}

/** The message as it stands in WeChat, a customer's or a group's: a bubble, then each attachment as one of its own. */
export function Phone({ speaker, group, joined, text, attachments }: PhoneProps) {
  const { t } = useWords(messageWords);
  const { minute } = useFormat();
  const now = minute(new Date(useServerNow()).toISOString());
  const empty = text.trim() === '' && attachments.length === 0;
  return (
    <figure className={css.phone} aria-label={t('phone')}>
      <div className={css.bar}>
        <ChevronLeftIcon />
        <span>
          {group ?? speaker}
          {group === undefined && <small>{t('wecom')}</small>}
        </span>
        <EllipsisIcon />
      </div>
      <div className={css.chat}>
        {empty ? (
          <p className={css.nothing}>{t('nothingYet')}</p>
        ) : (
          <>
            <span className={css.time}>{t('today', { time: now })}</span>
            {joined !== undefined && <span className={css.time}>{t('joined', { name: joined })}</span>}
            {text.trim() !== '' && (
              <Said speaker={speaker} named={group !== undefined}>
                <p className={css.bubble}>{text}</p>
              </Said>
            )}
            {attachments.map((attachment, place) => (
              <Said key={place} speaker={speaker} named={group !== undefined}>
                <Sent attachment={attachment} />
              </Said>
            ))}
          </>
        )}
      </div>
    </figure>
  );
}

interface SaidProps {
  speaker: string;
  /** With the name above it, as in a group. */
  named: boolean;
  children: React.ReactNode;
}

function Said({ speaker, named, children }: SaidProps) {
  const { t } = useWords(messageWords);
  return (
    <div className={css.said}>
      <Avatar name={speaker} seed={0} size={32} />
      <div>
        {named && (
          <small className={css.speaker}>
            {speaker}
            <i>{t('wecom')}</i>
          </small>
        )}
        {children}
      </div>
    </div>
  );
}

export const blobUrl = (key: string) => `/api/blobs/${encodeURIComponent(key)}`;

function Picture({ blobKey }: { blobKey: string }) {
  if (blobKey !== '') return <img src={blobUrl(blobKey)} alt="" />;
  return (
    <span className={css.noPicture}>
      <ImageIcon />
    </span>
  );
}

function Sent({ attachment }: { attachment: MaterialAttachment }) {
  const { t } = useWords(messageWords);
  switch (attachment.kind) {
    case 'image':
      return (
        <span className={css.picture}>
          <Picture blobKey={attachment.blob_key} />
        </span>
      );
    case 'link':
      return (
        <span className={css.link}>
          <b>{attachment.title || t('title')}</b>
          <span>
            <small>{attachment.desc ?? attachment.url}</small>
            {attachment.pic_url === null ? <LinkIcon /> : <img src={attachment.pic_url} alt="" />}
          </span>
        </span>
      );
    case 'miniprogram':
      return (
        <span className={css.mini}>
          <b>{attachment.title || t('title')}</b>
          <Picture blobKey={attachment.blob_key} />
          <small>
            <LogoMiniprogramIcon /> {t('miniprogram')}
          </small>
        </span>
      );
    case 'video':
      return (
        <span className={css.film}>
          {attachment.blob_key !== '' && (
            <video src={blobUrl(attachment.blob_key)} preload="metadata" muted />
          )}
          <PlayCircleIcon />
        </span>
      );
    case 'file':
      return (
        <span className={css.document}>
          <b>{attachment.name || t('anyFile')}</b>
          <FileIcon />
        </span>
      );
  }
}
