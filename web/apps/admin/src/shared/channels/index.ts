export { useChannelNames } from './useChannelNames';
