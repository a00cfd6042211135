import createClient, { type Middleware } from 'openapi-fetch';

import type { paths } from './schema';

/** An answer that is not 2xx: `code` and `data` are for the reader's words, `message` is the server's own. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly data: Record<string, unknown> = {},
    readonly place: string | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** What every request carries; the session sets the token, the language switch sets the language. */
export const carried = { csrfToken: '', language: 'zh-CN' };

const carry: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', carried.language);
    if (request.method !== 'GET') request.headers.set('X-CSRF-Token', carried.csrfToken);
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(carry);

interface Outcome<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * The data of an answer.
 *
 * Throws an ApiError for any answer that is not 2xx, and one with code `network` when none came.
 */
export async function answer<Data>(asked: Promise<Outcome<Data>>): Promise<Data> {
  let outcome: Outcome<Data>;
  try {
    outcome = await asked;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(0, 'network', String(cause));
  }
  if (!outcome.response.ok) throw errorOf(outcome.response, outcome.error);
  return outcome.data as Data;
}

/** The ApiError of a failed response and its parsed body, whatever that body is. */
export function errorOf(response: Response, body: unknown): ApiError {
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') {
    const told = body as { code: string; message?: string; data?: Record<string, unknown>; place?: string };
    return new ApiError(response.status, told.code, told.message ?? '', told.data ?? {}, told.place ?? null);
  }
  return new ApiError(response.status, `http.${response.status}`, response.statusText);
}

/** Upload one picture, video or file. Not in the generated client: its body is multipart. */
export async function upload(file: File, path: `/api/blobs${string}`): Promise<unknown> {
  const body = new FormData();
  body.append('file', file);
  const response = await fetch(path, {
    method: 'POST',
    body,
    headers: { 'X-CSRF-Token': carried.csrfToken, 'Accept-Language': carried.language },
  });
  const told: unknown = await response.json().catch(() => null);
  if (!response.ok) throw errorOf(response, told);
  return told;
}

/** Upload a table to be imported; `onShare` hears how much of it is there, from 0 to 1. Not fetch: that tells no progress. */
export function uploadTable(file: File, kind: string, onShare: (share: number) => void): Promise<unknown> {
  const body = new FormData();
  body.append('file', file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/imports?kind=${encodeURIComponent(kind)}`);
    request.setRequestHeader('X-CSRF-Token', carried.csrfToken);
    request.setRequestHeader('Accept-Language', carried.language);
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(new ApiError(0, 'network', 'no answer'));
    request.onload = () => {
      const told = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(told);
      else reject(errorOf(new Response(null, { status: request.status }), told));
    };
    request.send(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
