export { stagesQuery, useStages } from './useStages';
