import { type KeptFile, upload } from '@lingqu/api';
import { useMutation } from '@tanstack/react-query';

export type FileKind = 'picture' | 'video';

const PATHS = { picture: '/api/blobs', video: '/api/blobs/videos' } as const;

/** Upload a picture, or a video for a moment; its key goes into the attachment. */
export const useUpload = () =>
  useMutation({
    mutationFn: async ({ file, kind }: { file: File; kind: FileKind }) =>
      (await upload(file, PATHS[kind])) as KeptFile,
  });
