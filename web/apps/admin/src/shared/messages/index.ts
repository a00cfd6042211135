export { AttachmentFields } from './AttachmentFields';
export { Attachments } from './Attachments';
export { FileField } from './FileField';
export { type AttachmentFault, bytesOf, faultOf, isSendable } from './limits';
export { Phone } from './Phone';
export { TextArea } from './TextArea';
