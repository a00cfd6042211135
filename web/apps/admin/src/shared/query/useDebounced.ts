import { useEffect, useState } from 'react';

/** The value once it has been still for `afterMs`. */
export function useDebounced<Value>(value: Value, afterMs: number): Value {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setStill(value), afterMs);
    return () => window.clearTimeout(timer);
  }, [value, afterMs]);
  return still;
}
