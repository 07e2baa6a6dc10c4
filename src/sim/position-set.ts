const WORD_BITS = 32;

/**
 * A set of small integers from 0 that knows its next and its previous member from any point: a bitmap, with a bitmap above it that says
 * which of its words are not empty, and so on. `next` and `previous` look at one word for each level: log32 of the capacity.
 */
export class PositionSet {
  private levels: Uint32Array[] = [];
  private members = 0;

  constructor(capacity = WORD_BITS) {
    this.levels = PositionSet.emptyLevels(capacity);
  }

  get size(): number {
    return this.members;
  }

  has(position: number): boolean {
    const word = (this.levels[0] as Uint32Array)[position >>> 5];
    return word !== undefined && (word & (1 << (position & 31))) !== 0;
  }

  add(position: number): void {
    if (this.has(position)) return;
    if (position >= (this.levels[0] as Uint32Array).length * WORD_BITS) this.grow(position + 1);
    this.members++;
    let index = position;
    for (const level of this.levels) {
      const word = index >>> 5;
      const before = level[word] as number;
      level[word] = before | (1 << (index & 31));
      if (before !== 0) return;
      index = word;
    }
  }

  delete(position: number): void {
    if (!this.has(position)) return;
    this.members--;
    let index = position;
    for (const level of this.levels) {
      const word = index >>> 5;
      const after = (level[word] as number) & ~(1 << (index & 31));
      level[word] = after;
      if (after !== 0) return;
      index = word;
    }
  }

  /** Adds or deletes. */
  set(position: number, member: boolean): void {
    if (member) this.add(position);
    else this.delete(position);
  }

  /** The smallest member that is at least `from`, or -1. */
  next(from: number): number {
    let index = from;
    for (let depth = 0; depth < this.levels.length; depth++) {
      const bits = ((this.levels[depth] as Uint32Array)[index >>> 5] ?? 0) & (-1 << (index & 31));
      if (bits !== 0) return this.lowestBelow(depth, index >>> 5, bits);
      index = (index >>> 5) + 1;
    }
    return -1;
  }

  /** The largest member that is at most `from`, or -1. */
  previous(from: number): number {
    let index = Math.min(from, (this.levels[0] as Uint32Array).length * WORD_BITS - 1);
    for (let depth = 0; depth < this.levels.length && index >= 0; depth++) {
      const bits = ((this.levels[depth] as Uint32Array)[index >>> 5] ?? 0) & (-1 >>> (31 - (index & 31)));
      if (bits !== 0) return this.highestBelow(depth, index >>> 5, bits);
      index = (index >>> 5) - 1;
    }
    return -1;
  }

  /** The members from `from` up to but not including `end`, in ascending order; at most `limit` of them. */
  list(from = 0, end = Infinity, limit = Infinity): number[] {
    const found: number[] = [];
    for (let at = this.next(from); at >= 0 && at < end && found.length < limit; at = this.next(at + 1)) found.push(at);
    return found;
  }

  private lowestBelow(depth: number, word: number, bits: number): number {
    let index = word * WORD_BITS + lowestBit(bits);
    for (let level = depth - 1; level >= 0; level--) index = index * WORD_BITS + lowestBit((this.levels[level] as Uint32Array)[index] as number);
    return index;
  }

  private highestBelow(depth: number, word: number, bits: number): number {
    let index = word * WORD_BITS + highestBit(bits);
    for (let level = depth - 1; level >= 0; level--) index = index * WORD_BITS + highestBit((this.levels[level] as Uint32Array)[index] as number);
    return index;
  }

  private grow(capacity: number): void {
    const members = this.list();
    this.levels = PositionSet.emptyLevels(Math.max(capacity, (this.levels[0] as Uint32Array).length * WORD_BITS * 2));
    this.members = 0;
    for (const position of members) this.add(position);
  }

  private static emptyLevels(capacity: number): Uint32Array[] {
    const levels: Uint32Array[] = [];
    let words = Math.max(1, capacity);
    do {
      words = Math.ceil(words / WORD_BITS);
      levels.push(new Uint32Array(words));
    } while (words > 1);
    return levels;
  }
}

const lowestBit = (bits: number): number => 31 - Math.clz32(bits & -bits);
const highestBit = (bits: number): number => 31 - Math.clz32(bits);
