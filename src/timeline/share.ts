type Plain = Readonly<Record<string, unknown>>;

/** How many different values are kept in mind; when there are more, all are forgotten, and equal ones are made anew once. */
const STRUCTURES_MAX = 8_192;
const STRINGS_MAX = 32_768;

/**
 * Makes equal values one value. What arrives from another thread is a copy for each message, and the same conditions, labels and
 * words come with every Pod: kept once, a frame of a rollout costs half. Values must be plain data that nobody changes.
 */
export class Sharer {
  private readonly strings = new Map<string, string>();
  /** By hash. Of two different values with one hash, the later one is kept. */
  private readonly structures = new Map<number, object>();
  private readonly hashes = new WeakMap<object, number>();
  /** Of an object that has been looked at, the shared one: one message refers to the same object many times. */
  private readonly known = new WeakMap<object, object>();

  share<T>(value: T): T {
    if (typeof value === 'string') return this.string(value) as T;
    if (typeof value !== 'object' || value === null) return value;
    const known = this.known.get(value);
    if (known) return known as T;
    const shared = this.structure(Array.isArray(value) ? value.map((item) => this.share(item as unknown)) : this.members(value as Plain));
    this.known.set(value, shared);
    return shared as T;
  }

  private string(text: string): string {
    const shared = this.strings.get(text);
    if (shared !== undefined) return shared;
    if (this.strings.size >= STRINGS_MAX) this.strings.clear();
    this.strings.set(text, text);
    return text;
  }

  private members(object: Plain): Plain {
    const shared: Record<string, unknown> = {};
    for (const key in object) shared[key] = this.share(object[key]);
    return shared;
  }

  /** The members are shared already, so that equal ones are the same. */
  private structure(value: object): object {
    let hash = Array.isArray(value) ? 1 : 2;
    for (const key in value) hash = mix(mix(hash, hashOf(key)), this.hashOfMember((value as Plain)[key]));
    const other = this.structures.get(hash);
    if (other && sameMembers(value as Plain, other as Plain)) return other;
    if (this.structures.size >= STRUCTURES_MAX) this.structures.clear();
    this.structures.set(hash, value);
    this.hashes.set(value, hash);
    return value;
  }

  private hashOfMember(member: unknown): number {
    if (typeof member === 'object' && member !== null) return this.hashes.get(member) ?? 0;
    return typeof member === 'number' ? member | 0 : hashOf(String(member));
  }
}

const mix = (hash: number, more: number): number => Math.imul(hash ^ more, 0x01000193) ^ (hash >>> 15);

function hashOf(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash, 31) + text.charCodeAt(i);
  return hash | 0;
}

function sameMembers(a: Plain, b: Plain): boolean {
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  let members = 0;
  for (const key in a) {
    if (a[key] !== b[key] || !(key in b)) return false;
    members++;
  }
  for (const _ in b) members--;
  return members === 0;
}
