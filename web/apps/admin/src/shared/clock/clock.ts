/**
 * The server's clock, carried on by this machine's monotonic one. The demo's clock may run n× fast, and a
 * reader's own clock may be wrong: relative times are always told by the server's.
 */
let base = { server: 0, local: 0, rate: 1 };

/** Take over the server's instant (RFC 3339) and rate (server seconds per real second). */
export function setClock(now: string, rate: number): void {
  base = { server: Date.parse(now), local: performance.now(), rate };
}

/** The server's now, in milliseconds since the epoch. */
export function serverNow(): number {
  return base.server + (performance.now() - base.local) * base.rate;
}

type Listener = () => void;
const listeners = new Set<Listener>();
let second = 0;
let timer: number | undefined;

/** One timer for all relative times of the page; none while nobody shows one. */
export function subscribeSeconds(listener: Listener): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    second += 1;
    listeners.forEach((each) => each());
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Counts up each second while somebody listens. */
export const seconds = () => second;
