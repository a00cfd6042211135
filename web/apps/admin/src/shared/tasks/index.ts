export { ASKED_KINDS, DECLINED, TASK_TONES } from './states';
export { taskWords } from './words';
