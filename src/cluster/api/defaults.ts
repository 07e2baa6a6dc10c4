/** Small tools for defaulting plain data without changing it: whatever needs no default is returned as it is, by reference. */

export type Plain = Readonly<Record<string, unknown>>;

/** Whether Go would take a value for its type's zero value, so that a default steps in for a member that is no pointer. */
const isUnset = (value: unknown): boolean => value === undefined || value === null || value === '' || value === 0;

/** `object` with those members of `defaults` that it lacks; the same object where it lacks none. For Go's pointers: 0 and '' are values. */
export function fill<T extends object>(object: T, defaults: Plain): T {
  let next: Record<string, unknown> | undefined;
  for (const key in defaults) {
    const value = (object as Plain)[key];
    if (value === undefined || value === null) (next ??= { ...(object as Record<string, unknown>) })[key] = defaults[key];
  }
  return (next as T | undefined) ?? object;
}

/** As `fill`, for members that are no pointers in Go: 0 and '' count as absent too. */
export function fillZero<T extends object>(object: T, defaults: Plain): T {
  let next: Record<string, unknown> | undefined;
  for (const key in defaults) if (isUnset((object as Plain)[key])) (next ??= { ...(object as Record<string, unknown>) })[key] = defaults[key];
  return (next as T | undefined) ?? object;
}

/** `object` with member `key` mapped, where it has that member; the same object where the mapping changes nothing. */
export function within<T extends object>(object: T, key: string, map: (value: never) => unknown): T {
  const value = (object as Plain)[key];
  if (value === undefined || value === null) return object;
  const next = map(value as never);
  return next === value ? object : { ...object, [key]: next };
}

/** `list` with every item mapped; the same list where the mapping changes nothing. Anything but a list is returned as it is. */
export function each<T>(list: readonly T[], map: (item: T) => T): readonly T[] {
  if (!Array.isArray(list)) return list;
  let next: T[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as T;
    const mapped = map(item);
    if (mapped !== item) (next ??= list.slice() as T[])[i] = mapped;
  }
  return next ?? list;
}

/** `object` without a member; the same object where it has no such member. */
export function without<T extends object>(object: T, key: string): T {
  if (!(key in object)) return object;
  const { [key]: _, ...rest } = object as Record<string, unknown>;
  return rest as T;
}
