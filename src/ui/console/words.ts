import { preferences } from '../../app/preferences.ts';
import { insideWords as en } from '../../i18n/en.inside.ts';
import { type LanguageCode, fill } from '../../i18n/words.ts';
import { insideWords as zhCN } from '../../i18n/zh-CN.inside.ts';

const WORDS: Readonly<Record<LanguageCode, Readonly<Record<keyof typeof en, string>>>> = { en, 'zh-CN': zhCN };

/** A sentence of the console's own, which is loaded with it; in the language of the moment where none is given. */
export function consoleText(
  key: keyof typeof en,
  values: Readonly<Record<string, string>> = {},
  language: LanguageCode = preferences.getState().language,
): string {
  return fill(WORDS[language][key], values);
}
