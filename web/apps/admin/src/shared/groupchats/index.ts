export { GroupchatLink } from './GroupchatLink';
export { quitWord, sceneWord } from './scenes';
export { groupWords } from './words';
