import { ApiError } from '@lingqu/api';

/** Worth asking again: nothing answered, or the server failed. */
export const mayPass = (error: Error): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500);

/** Nobody has entered from WeCom, or too long ago. */
export const mustEnter = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'session.member_required';

export const codeOf = (error: unknown): string => (error instanceof ApiError ? error.code : 'unknown');
