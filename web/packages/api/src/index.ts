export { answer, api, ApiError, carried, upload } from './client';
export type * from './nouns';
