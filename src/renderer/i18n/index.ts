import i18next, { type i18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { shownSentence, shownText } from '../../contracts/shown-text.js';
import en from './en.json';
import vi from './vi.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof vi };
  }
}

export type Language = 'vi' | 'en';

const storageKey = 'language';

/** The language the person chose last in this window; Vietnamese until then. */
export const storedLanguage = (): Language => (localStorage.getItem(storageKey) === 'en' ? 'en' : 'vi');

/** Texts are in the bundle, so everything is there before the first render. */
export const createI18n = (language: Language): i18n => {
  const instance = i18next.createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'vi',
    resources: { vi: { translation: vi }, en: { translation: en } },
    // React escapes HTML itself; what would deceive the eye it lets through.
    interpolation: { escapeValue: true, escape: shownText },
    initAsync: false,
  });
  return instance;
};

/** Language in use, and the function that changes and remembers it. */
export const useLanguage = (): [Language, (language: Language) => void] => {
  const { i18n: instance } = useTranslation();
  const language: Language = instance.language === 'en' ? 'en' : 'vi';
  const change = (next: Language): void => {
    localStorage.setItem(storageKey, next);
    document.documentElement.lang = next;
    void instance.changeLanguage(next);
  };
  return [language, change];
};

/** A sentence that the main process sends in both languages (fault, reason, warning). */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

export const useSentence = (): ((text: Bilingual) => string) => {
  const [language] = useLanguage();
  return (text) => shownSentence(text[language]);
};
