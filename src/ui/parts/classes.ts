/** Joins class names, leaving out what is not one: `classes(styles.a, on && styles.b)`. */
export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
