import { useCallback } from 'react';
import { useStore } from 'zustand';
import { type Language, preferences } from '../../app/preferences.ts';
import { type ReasonDictionary, type ReasonText, reasonText } from '../../i18n/reason-words.ts';
import { reasonsEn } from '../../i18n/reasons.en.ts';
import { reasonsZhCN } from '../../i18n/reasons.zh-CN.ts';
import type { Reason } from '../../timeline/types.ts';

const DICTIONARIES: Readonly<Record<Language, ReasonDictionary>> = { en: reasonsEn, 'zh-CN': reasonsZhCN };

/** The words of reasons in the language of the moment. */
export const dictionaryOf = (): ReasonDictionary => DICTIONARIES[preferences.getState().language];

/** Puts reasons into the reader's words. */
export function useReasonText(): (reason: Reason) => ReasonText {
  const language = useStore(preferences, (state) => state.language);
  return useCallback((reason) => reasonText(DICTIONARIES[language], reason), [language]);
}

/** Only the headline: for tooltips, lists and the slider's value. */
export function useReasonTitle(): (reason: Reason) => string {
  const text = useReasonText();
  return useCallback((reason) => text(reason).title, [text]);
}
