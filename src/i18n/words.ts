import type { en } from './en.ts';
import type { ReasonDictionary } from './reason-words.ts';

export type WordKey = keyof typeof en;
/** All that is said in one language; it is loaded as a whole. */
export interface Language {
  readonly texts: Readonly<Record<WordKey, string>>;
  readonly reasons: ReasonDictionary;
}

/** The languages there are. To add one: files with the keys of the English ones, and a line here. */
const LOADERS = { en: () => import('./language.en.ts'), 'zh-CN': () => import('./language.zh-CN.ts') } as const;
export type LanguageCode = keyof typeof LOADERS;
export const LANGUAGE_CODES = Object.keys(LOADERS) as readonly LanguageCode[];

const loaded = new Map<LanguageCode, Language>();

/** Resolves when a language can be spoken. Rejects where its words cannot be had. */
export async function loadLanguage(code: LanguageCode): Promise<void> {
  if (!loaded.has(code)) loaded.set(code, (await LOADERS[code]()).language);
}

/** A language that has been loaded; throws for another. */
export function languageOf(code: LanguageCode): Language {
  const language = loaded.get(code);
  if (!language) throw new Error(`the words of ${code} have not been loaded`);
  return language;
}

/** The names between braces in a text. */
type ValueNames<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Count}#${string}` ? Count : Name) | ValueNames<Rest>
  : never;
type Values<Key extends WordKey> = Readonly<Record<ValueNames<(typeof en)[Key]>, string | number>>;
/** What `t` takes after the key: its values, where its English text has any. */
export type WordArguments<Key extends WordKey> = [ValueNames<(typeof en)[Key]>] extends [never] ? [] : [values: Values<Key>];

export type Translate = <Key extends WordKey>(key: Key, ...values: WordArguments<Key>) => string;

/** Puts values into a text: `{name}` is the value, `{n#frame#frames}` the first word where n is 1 and else the second. */
export function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replace(/\{(\w+)(?:#([^#}]*)#([^}]*))?\}/g, (_whole, name: string, one: string | undefined, many: string | undefined) => {
    const value = values[name] ?? '';
    if (one === undefined) return String(value);
    return (Number(value) === 1 ? one : many) ?? '';
  });
}

/** The words of a language that has been loaded. */
export function wordsOf(language: LanguageCode): Translate {
  const { texts } = languageOf(language);
  return (key, ...values) => fill(texts[key], values[0]);
}
