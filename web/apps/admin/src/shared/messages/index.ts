export { Attachments } from './Attachments';
export { FileField } from './FileField';
export { MaterialFields } from './MaterialFields';
export { bytesOf, faultOf, isSendable } from './limits';
export { Phone } from './Phone';
export { TextArea } from './TextArea';
export { useAttachmentFault } from './useAttachmentFault';
