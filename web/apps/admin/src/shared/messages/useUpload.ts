import { type KeptFile, upload } from '@lingqu/api';
import { useMutation } from '@tanstack/react-query';

/** A video is one for moments, a film plays as long as it likes. */
export type FileKind = 'picture' | 'video' | 'film' | 'file';

const PATHS = {
  picture: '/api/blobs',
  video: '/api/blobs/videos',
  film: '/api/blobs/videos?any_length=true',
  file: '/api/blobs/files',
} as const;

/** Upload a picture, a video or a file; its key goes into the attachment. */
export const useUpload = () =>
  useMutation({
    mutationFn: async ({ file, kind }: { file: File; kind: FileKind }) =>
      (await upload(file, PATHS[kind])) as KeptFile,
  });
