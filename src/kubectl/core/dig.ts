/** Any part of an object whose shape is not known here. */
export type Plain = Readonly<Record<string, unknown>>;

export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a dotted path (`spec.template.spec`), or undefined. List indexes are numbers between dots. */
export function dig(value: unknown, path: string): unknown {
  let at: unknown = value;
  for (const part of path.split('.')) {
    if (Array.isArray(at)) at = at[Number(part)];
    else if (isPlain(at)) at = at[part];
    else return undefined;
  }
  return at;
}

/** A map of strings at a path, or an empty one. */
export function digMap(value: unknown, path: string): Readonly<Record<string, string>> {
  const found = dig(value, path);
  return isPlain(found) ? (found as Readonly<Record<string, string>>) : {};
}

/** A list at a path, or an empty one. */
export function digList(value: unknown, path: string): readonly Plain[] {
  const found = dig(value, path);
  return Array.isArray(found) ? (found as readonly Plain[]) : [];
}

/** A text at a path; a number or boolean becomes its text. */
export function digText(value: unknown, path: string): string {
  const found = dig(value, path);
  return typeof found === 'string' ? found : typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}

/** A number at a path, or 0. */
export function digNumber(value: unknown, path: string): number {
  const found = dig(value, path);
  return typeof found === 'number' ? found : 0;
}

/** A copy with the value at a dotted path replaced; maps on the way are made where they are missing. Undefined takes the member away. */
export function withPath<T>(value: T, path: string, replacement: unknown): T {
  const [head = '', ...rest] = path.split('.');
  const base = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const record = base as Record<string, unknown>;
  const inner = rest.length ? withPath(record[head] ?? {}, rest.join('.'), replacement) : replacement;
  if (inner === undefined) delete record[head];
  else record[head] = inner;
  return base as T;
}

/** Strings in the order in which Go sorts them: by code unit. */
export function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
