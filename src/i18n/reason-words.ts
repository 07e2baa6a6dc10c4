import type { Reason, ReasonValue } from '../timeline/types.ts';
import { fill } from './words.ts';

/**
 * What a reason says: a headline; sentences; and the arithmetic, one equation a line. `{name}` is a value of the reason,
 * `{n#Pod#Pods}` a word that agrees with one.
 */
export interface ReasonText {
  readonly title: string;
  readonly text?: string;
  readonly maths?: readonly string[];
}
export type ReasonValues = Readonly<Record<string, ReasonValue | undefined>>;
/** Words that depend on the values are a function of them. */
export type RuleWords = ReasonText | ((values: ReasonValues) => ReasonText);
export type ReasonDictionary = Readonly<Record<string, RuleWords>>;

/** A value as a sentence shows it. */
function shown(value: ReasonValue | undefined): string | number {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? value.map(shown).join(', ') : value;
}

/** The words of a reason, with its numbers in them. A rule without words (of a newer engine, in a kept timeline) is named. */
export function reasonText(dictionary: ReasonDictionary, { rule, values }: Reason): ReasonText {
  const words = dictionary[rule];
  if (!words) return { title: rule };
  const { title, text, maths } = typeof words === 'function' ? words(values) : words;
  const shownValues = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)]));
  return {
    title: fill(title, shownValues),
    ...(text ? { text: fill(text, shownValues) } : {}),
    ...(maths ? { maths: maths.map((line) => fill(line, shownValues)) } : {}),
  };
}
