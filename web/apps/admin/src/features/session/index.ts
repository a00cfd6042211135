export { FirstRun } from './FirstRun';
export { SignIn } from './SignIn';
