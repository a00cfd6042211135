import { type Blob, upload } from '@lingqu/api';
import { useMutation } from '@tanstack/react-query';

/** Upload a picture; its key goes into the attachment. */
export const useUpload = () =>
  useMutation({ mutationFn: async (file: File) => (await upload(file)) as Blob });
