import type { Flow, FlowFact } from '@lingqu/api';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';

import { flowQuery } from './useFlow';

const AGAIN_AFTER_MS = 3_000;

/**
 * Follows `GET /api/flow/stream`: each `flow` event replaces the numbers, each `fact` event is told to `onFact`.
 * Returns whether the stream is open. The browser reconnects by itself, except after an HTTP error: then we do.
 */
export function useFlowStream(onFact: (fact: FlowFact) => void): boolean {
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const tellFact = useEffectEvent(onFact);
  useEffect(() => {
    let source: EventSource;
    let timer: number | undefined;
    const connect = () => {
      source = new EventSource('/api/flow/stream');
      source.onopen = () => setOpen(true);
      source.onerror = () => {
        setOpen(false);
        if (source.readyState === EventSource.CLOSED) timer = window.setTimeout(connect, AGAIN_AFTER_MS);
      };
      source.addEventListener('flow', (event: MessageEvent<string>) => {
        cache.setQueryData(flowQuery.queryKey, JSON.parse(event.data) as Flow);
      });
      source.addEventListener('fact', (event: MessageEvent<string>) => {
        tellFact(JSON.parse(event.data) as FlowFact);
      });
    };
    connect();
    return () => {
      window.clearTimeout(timer);
      source.close();
    };
  }, [cache]);
  return open;
}
