import { Input, Radio } from 'tdesign-react';
import { CloseIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { FileField, TextArea } from '@/shared/messages';
import { Field } from '@/shared/ui';

import css from './Moment.module.css';
import { blobUrl } from './MomentPreview';
import {
  linkFaults,
  type MediaKind,
  MOST_PICTURES,
  type MomentFieldsProps,
  type MomentLink,
  textFault,
} from './momentWriting';
import { momentFormWords } from './words/momentForm';

const KINDS: [MediaKind, 'mediaPictures' | 'mediaVideo' | 'mediaLink'][] = [
  ['pictures', 'mediaPictures'],
  ['video', 'mediaVideo'],
  ['link', 'mediaLink'],
];

/** Text, and below it up to nine pictures, or a video, or a link: WeCom takes no mixture. */
export function MomentContentFields(props: MomentFieldsProps) {
  const { writing, onChange, tried } = props;
  const { t } = useWords(momentFormWords);
  const fault = textFault(writing);
  return (
    <>
      <TextArea
        label={t('text')}
        help={t('textHelp')}
        fault={fault !== null && (tried || fault === 'manyCharacters') ? t(fault) : ''}
        value={writing.text}
        onChange={(text) => onChange({ text })}
        rows={6}
      />
      <Field label={t('media')} group>
        <Radio.Group variant="default-filled" value={writing.media} onChange={(media) => onChange({ media })}>
          {KINDS.map(([kind, word]) => (
            <Radio.Button key={kind} value={kind}>
              {t(word)}
            </Radio.Button>
          ))}
        </Radio.Group>
      </Field>
      {writing.media === 'pictures' && <Pictures {...props} />}
      {writing.media === 'video' && <Video {...props} />}
      {writing.media === 'link' && (
        <Link link={writing.link} tried={tried} onChange={(link) => onChange({ link })} />
      )}
    </>
  );
}

function Pictures({ writing: { pictures }, onChange }: MomentFieldsProps) {
  const { t } = useWords(momentFormWords);
  const room = MOST_PICTURES - pictures.length;
  return (
    <FileField
      kind="picture"
      label={t('pictures', { count: pictures.length })}
      help={t('picturesHelp')}
      act={t('addPicture')}
      most={room}
      onKept={(keys) => onChange({ pictures: [...pictures, ...keys].slice(0, MOST_PICTURES) })}
    >
      {pictures.map((key, place) => (
        <span key={`${key}${place}`} className={css.kept}>
          <img src={blobUrl(key)} alt="" />
          <button
            type="button"
            aria-label={t('removePicture', { n: place + 1 })}
            onClick={() => onChange({ pictures: pictures.filter((_, at) => at !== place) })}
          >
            <CloseIcon />
          </button>
        </span>
      ))}
    </FileField>
  );
}

function Video({ writing: { video }, onChange, tried }: MomentFieldsProps) {
  const { t } = useWords(momentFormWords);
  return (
    <FileField
      kind="video"
      label={t('mediaVideo')}
      help={t('videoHelp')}
      fault={tried && video === null ? t('needVideo') : ''}
      act={t(video === null ? 'addVideo' : 'replaceVideo')}
      onKept={(keys) => onChange({ video: keys.at(-1) ?? null })}
    >
      {video !== null && (
        <span className={css.kept}>
          <video src={blobUrl(video)} preload="metadata" muted />
          <button type="button" aria-label={t('removeVideo')} onClick={() => onChange({ video: null })}>
            <CloseIcon />
          </button>
        </span>
      )}
    </FileField>
  );
}

interface LinkProps {
  link: MomentLink;
  tried: boolean;
  onChange: (link: MomentLink) => void;
}

function Link({ link, tried, onChange }: LinkProps) {
  const { t } = useWords(momentFormWords);
  const faults = linkFaults(link);
  return (
    <>
      <Field label={t('linkUrl')} fault={tried && faults.has('needUrl') ? t('needUrl') : ''} required>
        <Input value={link.url} onChange={(url) => onChange({ ...link, url })} placeholder="" />
      </Field>
      <Field
        label={t('linkTitle')}
        help={t('linkTitleHelp')}
        fault={faults.has('longTitle') ? t('longTitle') : ''}
      >
        <Input value={link.title} onChange={(title) => onChange({ ...link, title })} placeholder="" />
      </Field>
      <FileField
        kind="picture"
        label={t('cover')}
        help={t('coverHelp')}
        fault={tried && faults.has('needCover') ? t('needCover') : ''}
        act={t(link.blob_key === '' ? 'addCover' : 'replaceCover')}
        required
        onKept={(keys) => onChange({ ...link, blob_key: keys.at(-1) ?? '' })}
      >
        {link.blob_key !== '' && (
          <span className={css.kept}>
            <img src={blobUrl(link.blob_key)} alt="" />
          </span>
        )}
      </FileField>
    </>
  );
}
