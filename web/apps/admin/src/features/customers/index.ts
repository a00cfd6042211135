export { CustomerPicker, type Picked } from './CustomerPicker';
export { TagSelect } from './TagSelect';
export { useAttributeDefinitions } from './useAttributes';
