export { answer, api, ApiError, carried, upload, uploadTable } from './client';
export type * from './nouns';
