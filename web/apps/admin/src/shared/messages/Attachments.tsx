import type { Attachment } from '@lingqu/api';
import { AddIcon, ArrowUpIcon, DeleteIcon } from 'tdesign-icons-react';

import { useWords } from '@/shared/i18n';
import { Button } from '@/shared/ui';

import { AttachmentFields } from './AttachmentFields';
import css from './Attachments.module.css';
import { faultOf, MOST_ATTACHMENTS } from './limits';
import { messageWords } from './words';

interface AttachmentsProps {
  attachments: Attachment[];
  onChange: (attachments: Attachment[]) => void;
  /** Say what each lacks: once the form has been sent. */
  tried: boolean;
}

const FRESH: Record<Attachment['kind'], Attachment> = {
  image: { kind: 'image', blob_key: '' },
  link: { kind: 'link', title: '', url: '', desc: null, pic_url: null },
  miniprogram: { kind: 'miniprogram', title: '', appid: '', page: '', blob_key: '' },
};
const KINDS = { image: 'addImage', link: 'addLink', miniprogram: 'addMiniprogram' } as const;

export function Attachments({ attachments, onChange, tried }: AttachmentsProps) {
  const { t } = useWords(messageWords);
  const replace = (place: number, attachment: Attachment) =>
    onChange(attachments.map((one, at) => (at === place ? attachment : one)));
  const lift = (place: number) => {
    const order = [...attachments];
    const [lifted] = order.splice(place, 1);
    if (lifted !== undefined) order.splice(place - 1, 0, lifted);
    onChange(order);
  };
  return (
    <section aria-label={t('attachments')}>
      <header className={css.head}>
        <span>{t('attachments')}</span>
        {(['image', 'link', 'miniprogram'] as const).map((kind) => (
          <Button
            key={kind}
            size="small"
            variant="outline"
            icon={<AddIcon />}
            disabled={attachments.length >= MOST_ATTACHMENTS}
            onClick={() => onChange([...attachments, FRESH[kind]])}
          >
            {t(KINDS[kind])}
          </Button>
        ))}
        <small>{t('attachmentsHelp')}</small>
      </header>
      {attachments.map((attachment, place) => {
        const fault = tried ? faultOf(attachment) : null;
        return (
          <div key={place} className={css.one}>
            <div className={css.bar}>
              <b>{`${place + 1}. ${t(KINDS[attachment.kind])}`}</b>
              <span className={css.fault} role="alert">
                {fault !== null && t(fault)}
              </span>
              <Button
                variant="text"
                shape="square"
                size="small"
                icon={<ArrowUpIcon />}
                disabled={place === 0}
                aria-label={t('up', { n: place + 1 })}
                onClick={() => lift(place)}
              />
              <Button
                variant="text"
                shape="square"
                size="small"
                icon={<DeleteIcon />}
                aria-label={t('remove', { n: place + 1 })}
                onClick={() => onChange(attachments.filter((_, at) => at !== place))}
              />
            </div>
            <AttachmentFields attachment={attachment} onChange={(next) => replace(place, next)} />
          </div>
        );
      })}
    </section>
  );
}
