import { useMemo } from 'react';
import { useStore } from 'zustand';
import { spoken } from '../app/language.ts';
import { type Translate, wordsOf } from '../i18n/words.ts';

/** The words of the reader's language: `const t = useWords(); t('transport.frame', { position: 14 })`. */
export function useWords(): Translate {
  const language = useStore(spoken, (state) => state.language);
  return useMemo(() => wordsOf(language), [language]);
}

/** The same outside of React: for notices. Words are those of the moment. */
export const t: Translate = (key, ...values) => wordsOf(spoken.getState().language)(key, ...values);

/** Virtual milliseconds as seconds with three digits: `6.000`. */
export function seconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(3);
}
