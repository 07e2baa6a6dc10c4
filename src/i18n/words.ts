import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

/** The languages there are. To add one: a file with the keys of `en`, and a line here. */
export const LANGUAGES = { en, 'zh-CN': zhCN } as const;
export type LanguageCode = keyof typeof LANGUAGES;
export type WordKey = keyof typeof en;

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

/** The words of a language. */
export function wordsOf(language: LanguageCode): Translate {
  const texts: Readonly<Record<WordKey, string>> = LANGUAGES[language];
  return (key, ...values) => fill(texts[key], values[0]);
}
