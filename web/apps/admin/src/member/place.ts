import { useSyncExternalStore } from 'react';

/** Where the member is: which corp, which task, and why WeCom's page sent them back without being recognised. */
export interface Place {
  corpid: string;
  taskId: number | null;
  refused: string | null;
}

const PATTERN = /^\/m\/([A-Za-z0-9_-]+)(?:\/tasks\/(\d{1,15}))?\/?$/;

export function placeOf(pathname: string, search: string): Place | null {
  const found = PATTERN.exec(pathname);
  if (found?.[1] === undefined) return null;
  const taskId = found[2] === undefined ? null : Number(found[2]);
  return { corpid: found[1], taskId, refused: new URLSearchParams(search).get('refused') };
}

const MOVED = 'member:moved';

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(MOVED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(MOVED, listener);
  };
}

/** The address, read anew when it changes. */
export function usePlace(): Place | null {
  const address = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search);
  const [pathname = '', search = ''] = address.split('?');
  return placeOf(pathname, search);
}

/** Go to the list, or to one task of it; the phone's own way back works. */
export function goTo(corpid: string, taskId: number | null): void {
  window.history.pushState(null, '', taskId === null ? `/m/${corpid}` : `/m/${corpid}/tasks/${taskId}`);
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}

const TRIED = 'lingqu.entering';
const TRIED_FOR_MS = 20_000;

/** The way into WeCom's silent page and back. */
export const wayIn = ({ corpid, taskId }: Place): string =>
  `/api/my/enter/${encodeURIComponent(corpid)}${taskId === null ? '' : `?task=${taskId}`}`;

/** Whether to go there without being asked: not again at once, or a phone that keeps no cookie would never stop. */
export function mayEnter(): boolean {
  const tried = Number(sessionStorage.getItem(TRIED) ?? 0);
  if (Date.now() - tried < TRIED_FOR_MS) return false;
  sessionStorage.setItem(TRIED, String(Date.now()));
  return true;
}
