export { useSegmentNames } from './useSegmentNames';
