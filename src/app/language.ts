import { createStore } from 'zustand/vanilla';
import { type LanguageCode, loadLanguage } from '../i18n/words.ts';
import { preferences } from './preferences.ts';

/** The language that the page speaks: the reader's, as soon as its words are there. */
export const spoken = createStore<{ readonly language: LanguageCode }>(() => ({ language: preferences.getState().language }));

/**
 * Speaks the reader's language, and whichever they choose later, and names it on `root`. Resolves when there are words to begin with; rejects
 * where there are none. `onMissing` is told where those of another language cannot be had: then the page goes on in the one that it speaks.
 */
export async function speak(root: HTMLElement, onMissing: () => void): Promise<void> {
  const { language } = preferences.getState();
  await loadLanguage(language);
  spoken.setState({ language });
  root.lang = language;
  preferences.subscribe(({ language: wanted }, before) => {
    if (wanted === before.language || wanted === spoken.getState().language) return;
    const change = async (): Promise<void> => {
      await loadLanguage(wanted);
      if (preferences.getState().language !== wanted) return;
      spoken.setState({ language: wanted });
      root.lang = wanted;
    };
    change().catch(() => {
      preferences.setState({ language: spoken.getState().language });
      onMissing();
    });
  });
}
