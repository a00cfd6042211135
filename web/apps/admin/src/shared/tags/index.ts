export { tagsQuery, useTagNames, useTags } from './useTags';
