export { useLatestProgrammes } from './useLatestProgrammes';
