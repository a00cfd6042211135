export { Attachments } from './Attachments';
export { FileField } from './FileField';
export { bytesOf, isSendable } from './limits';
export { Phone } from './Phone';
export { TextArea } from './TextArea';
