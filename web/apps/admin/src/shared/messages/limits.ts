import type { Attachment } from '@lingqu/api';

/** WeCom's bounds on a welcome message and a group send (developer.work.weixin.qq.com/document/path/92137, 92135). */
export const MOST_BYTES = 4_000;
export const MOST_ATTACHMENTS = 9;
/** Of a picture before the server makes it smaller, and of a video. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024;

const encoder = new TextEncoder();

/** How long WeCom counts a text: UTF-8 bytes. */
export const bytesOf = (text: string): number => encoder.encode(text).length;

export type AttachmentFault = 'needTitle' | 'needUrl' | 'needAppid' | 'needPage' | 'needPicture';

/** The first thing an attachment lacks, null when it can be sent. */
export function faultOf(attachment: Attachment): AttachmentFault | null {
  switch (attachment.kind) {
    case 'image':
      return attachment.blob_key === '' ? 'needPicture' : null;
    case 'link':
      if (attachment.title.trim() === '') return 'needTitle';
      return /^https?:\/\/\S+$/.test(attachment.url) ? null : 'needUrl';
    case 'miniprogram':
      if (attachment.title.trim() === '') return 'needTitle';
      if (attachment.appid.trim() === '') return 'needAppid';
      if (attachment.page.trim() === '') return 'needPage';
      return attachment.blob_key === '' ? 'needPicture' : null;
  }
}

/** Whether text and attachments can be sent together. */
export const isSendable = (text: string, attachments: Attachment[]): boolean =>
  text.trim() !== '' && bytesOf(text) <= MOST_BYTES && attachments.every((one) => faultOf(one) === null);
