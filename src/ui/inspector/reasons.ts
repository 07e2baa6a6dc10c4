import { useCallback } from 'react';
import { useStore } from 'zustand';
import { spoken } from '../../app/language.ts';
import { type ReasonDictionary, type ReasonText, reasonText } from '../../i18n/reason-words.ts';
import { languageOf } from '../../i18n/words.ts';
import type { Reason } from '../../timeline/types.ts';

/** The words of reasons in the language of the moment. */
export const dictionaryOf = (): ReasonDictionary => languageOf(spoken.getState().language).reasons;

/** Puts reasons into the reader's words. */
export function useReasonText(): (reason: Reason) => ReasonText {
  const language = useStore(spoken, (state) => state.language);
  return useCallback((reason) => reasonText(languageOf(language).reasons, reason), [language]);
}

/** Only the headline: for tooltips, lists and the slider's value. */
export function useReasonTitle(): (reason: Reason) => string {
  const text = useReasonText();
  return useCallback((reason) => text(reason).title, [text]);
}
