import { carried } from '@lingqu/api';
import { createContext, use } from 'react';

import type { Language } from './catalogue';

const REMEMBERED = 'lingqu.language';

/** What HTML and HTTP call the two languages. */
export const LOCALE: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

/** The remembered language, else the browser's first: Chinese readers get Chinese, all others English. */
export function firstLanguage(): Language {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered === 'zh' || remembered === 'en') return remembered;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Make a language count everywhere outside React: the document, the requests, the next visit. */
export function speak(language: Language): void {
  localStorage.setItem(REMEMBERED, language);
  adopt(language);
}

/** The same, without remembering: the browser's own choice may change. */
export function adopt(language: Language): void {
  document.documentElement.lang = LOCALE[language];
  carried.language = LOCALE[language];
}

export interface Spoken {
  language: Language;
  switchTo: (language: Language) => void;
}

export const LanguageContext = createContext<Spoken | null>(null);

export function useLanguage(): Spoken {
  const spoken = use(LanguageContext);
  if (spoken === null) throw new Error('no LanguageContext above');
  return spoken;
}
