export { defineWords, type KeyOf, type Language, type Say, type Words } from './catalogue';
export { adopt, firstLanguage, LanguageContext, LOCALE, speak, type Spoken, useLanguage } from './language';
export { useWords } from './useWords';
