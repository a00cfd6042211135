import type { DeadLetterKind } from '@lingqu/api';

import { oneOf } from '@/shared/query/search';

export const DEAD_LETTER_KINDS: readonly DeadLetterKind[] = ['callback', 'job'];

export const deadLettersSearch = (raw: Record<string, unknown>): { kind?: 'job' | undefined } => ({
  kind: oneOf(raw, 'kind', ['job']),
});
