import type { GroupWelcome, GroupWelcomeDraft, MaterialAttachment } from '@lingqu/api';

import { bytesOf, faultOf } from '@/shared/messages';

/** WeCom's bounds on a template (developer.work.weixin.qq.com/document/path/92366). */
export const MOST_TEXT_BYTES = 3_000;
/** WeCom replaces it only when it is spelt like this. */
export const NICKNAME = '%NICKNAME%';

export type AttachmentKind = MaterialAttachment['kind'] | 'none';

/** A template while it is written. What was chosen of another kind is kept for who changes their mind. */
export interface GroupWelcomeWriting {
  name: string;
  text: string;
  kind: AttachmentKind;
  kept: { [Kind in MaterialAttachment['kind']]: Extract<MaterialAttachment, { kind: Kind }> };
  notify: boolean;
}

export const freshGroupWelcome = (): GroupWelcomeWriting => ({
  name: '',
  text: '',
  kind: 'none',
  kept: {
    image: { kind: 'image', blob_key: '' },
    link: { kind: 'link', title: '', url: '', desc: null, pic_url: null },
    miniprogram: { kind: 'miniprogram', title: '', appid: '', page: '', blob_key: '' },
    video: { kind: 'video', blob_key: '' },
    file: { kind: 'file', blob_key: '', name: '' },
  },
  notify: true,
});

/** A template that is kept, to be changed. */
export function writingOf({ name, text, attachments, notify }: GroupWelcome): GroupWelcomeWriting {
  const fresh = freshGroupWelcome();
  const attachment = attachments[0];
  if (attachment === undefined) return { ...fresh, name, text, notify };
  return {
    name,
    text,
    kind: attachment.kind,
    kept: { ...fresh.kept, [attachment.kind]: attachment },
    notify,
  };
}

/** The attachment as it is now, with what it still lacks; none is an empty list. */
export const attachmentsOf = ({ kind, kept }: GroupWelcomeWriting): MaterialAttachment[] =>
  kind === 'none' ? [] : [kept[kind]];

export type TextFault = 'needContent' | 'nicknameCase';

/** What is wrong with the text; that it is too long is told where it is counted. */
export function textFault({ text, kind }: GroupWelcomeWriting): TextFault | null {
  if ((text.match(/%nickname%/gi) ?? []).some((one) => one !== NICKNAME)) return 'nicknameCase';
  return text.trim() === '' && kind === 'none' ? 'needContent' : null;
}

/** What is sent to the server; null while something is to be mended. */
export function groupWelcomeOf(writing: GroupWelcomeWriting): GroupWelcomeDraft | null {
  const { name, text, notify } = writing;
  const sound =
    name.trim() !== '' &&
    bytesOf(text) <= MOST_TEXT_BYTES &&
    textFault(writing) === null &&
    attachmentsOf(writing).every((one) => faultOf(one) === null);
  return sound ? { name, text, notify, attachments: attachmentsOf(writing) } : null;
}
