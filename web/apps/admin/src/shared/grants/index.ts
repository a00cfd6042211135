export { useAllGrants } from './useAllGrants';
