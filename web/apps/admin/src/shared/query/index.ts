export { type Keyset, useKeyset } from './useKeyset';
export { useDebounced } from './useDebounced';
export { useSaid } from './useSaid';
