/** How many letters have to change to make one word of another. Models cobra's ld. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length] as number;
}

const DISTANCE_MAX = 2;

/** Other words that people type for a command. Models the SuggestFor of kubectl's commands. */
const SUGGEST_FOR: Readonly<Record<string, readonly string[]>> = { get: ['list', 'ps'], delete: ['rm'], apply: ['update'] };

/** The names that a mistyped word may stand for, in their order. */
export function suggestions(word: string, names: readonly string[]): readonly string[] {
  const typed = word.toLowerCase();
  return names.filter(
    (name) => distance(typed, name.toLowerCase()) <= DISTANCE_MAX || name.toLowerCase().startsWith(typed) || SUGGEST_FOR[name]?.includes(typed),
  );
}
