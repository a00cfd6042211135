export { useList, useLists, useMakeList } from './useLists';
