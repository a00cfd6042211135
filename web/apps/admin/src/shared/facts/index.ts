export { CustomerLink, FactSentence } from './FactSentence';
export { FACTS, FAMILIES, factOf, type Family } from './families';
export { factWords } from './words';
