import type { Attachment, MaterialAttachment } from '@lingqu/api';

/** WeCom's bounds on a welcome message and a group send (developer.work.weixin.qq.com/document/path/92137, 92135). */
export const MOST_BYTES = 4_000;
export const MOST_ATTACHMENTS = 9;
/** Of a picture before the server makes it smaller, and of a video. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024;
/** Of a file of any kind. */
export const MOST_ANY_BYTES = 20 * 1024 * 1024;
export const LEAST_ANY_BYTES = 6;

const encoder = new TextEncoder();

/** How long WeCom counts a text: UTF-8 bytes. */
export const bytesOf = (text: string): number => encoder.encode(text).length;

/** Of a card, in bytes. */
const MOST_LINK_TITLE = 128;
const MOST_LINK_DESC = 512;
const MOST_MINIPROGRAM_TITLE = 64;

export type AttachmentFault =
  | 'needTitle'
  | 'needUrl'
  | 'needAppid'
  | 'needPage'
  | 'needPicture'
  | 'needVideo'
  | 'needFile'
  | 'longLinkTitle'
  | 'longDesc'
  | 'longMiniTitle';

/** The first thing that is wrong with an attachment, null when it can be sent. */
export function faultOf(attachment: MaterialAttachment): AttachmentFault | null {
  switch (attachment.kind) {
    case 'image':
      return attachment.blob_key === '' ? 'needPicture' : null;
    case 'link':
      if (attachment.title.trim() === '') return 'needTitle';
      if (bytesOf(attachment.title) > MOST_LINK_TITLE) return 'longLinkTitle';
      if (bytesOf(attachment.desc ?? '') > MOST_LINK_DESC) return 'longDesc';
      return /^https?:\/\/\S+$/.test(attachment.url) ? null : 'needUrl';
    case 'miniprogram':
      if (attachment.title.trim() === '') return 'needTitle';
      if (bytesOf(attachment.title) > MOST_MINIPROGRAM_TITLE) return 'longMiniTitle';
      if (attachment.appid.trim() === '') return 'needAppid';
      if (attachment.page.trim() === '') return 'needPage';
      return attachment.blob_key === '' ? 'needPicture' : null;
    case 'video':
      return attachment.blob_key === '' ? 'needVideo' : null;
    case 'file':
      return attachment.blob_key === '' ? 'needFile' : null;
  }
}

/** Whether text and attachments can be sent together. */
export const isSendable = (text: string, attachments: Attachment[]): boolean =>
  text.trim() !== '' && bytesOf(text) <= MOST_BYTES && attachments.every((one) => faultOf(one) === null);
