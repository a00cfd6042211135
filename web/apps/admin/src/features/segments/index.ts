export { SegmentSelect } from './SegmentSelect';
