export { Attachments } from './Attachments';
export { isSendable } from './limits';
export { Phone } from './Phone';
export { TextArea } from './TextArea';
export { useUpload } from './useUpload';
