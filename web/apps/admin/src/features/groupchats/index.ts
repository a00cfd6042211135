export { GroupchatsSelect } from './GroupchatsSelect';
export { GroupTagsSelect } from './GroupTagsSelect';
