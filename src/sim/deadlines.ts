/** Keys that each become due at one time, earliest first. Equal times share a bucket, since many things happen in one instant. */
export class Deadlines<K> {
  private readonly atOf = new Map<K, number>();
  private readonly buckets = new Map<number, Set<K>>();
  /** The buckets' times in ascending order. */
  private readonly times: number[] = [];

  get size(): number {
    return this.atOf.size;
  }

  has(key: K): boolean {
    return this.atOf.has(key);
  }

  /** Makes `key` due at `atMs`, instead of whenever it was due; undefined: never. */
  set(key: K, atMs: number | undefined): void {
    const before = this.atOf.get(key);
    if (before === atMs) return;
    if (before !== undefined) this.drop(key, before);
    if (atMs === undefined) {
      this.atOf.delete(key);
      return;
    }
    this.atOf.set(key, atMs);
    const bucket = this.buckets.get(atMs);
    if (bucket) bucket.add(key);
    else {
      this.buckets.set(atMs, new Set([key]));
      this.times.splice(this.rank(atMs), 0, atMs);
    }
  }

  /** When the first key is due, or undefined. */
  first(): number | undefined {
    return this.times[0];
  }

  /** Takes out all keys that are due at `nowMs` or before, in the order in which they are due. */
  takeDue(nowMs: number): K[] {
    const due: K[] = [];
    while (this.times.length && (this.times[0] as number) <= nowMs) {
      const at = this.times[0] as number;
      for (const key of [...(this.buckets.get(at) as Set<K>)]) {
        due.push(key);
        this.set(key, undefined);
      }
    }
    return due;
  }

  private drop(key: K, at: number): void {
    const bucket = this.buckets.get(at) as Set<K>;
    bucket.delete(key);
    if (bucket.size) return;
    this.buckets.delete(at);
    this.times.splice(this.rank(at), 1);
  }

  /** How many buckets are earlier than `at`. */
  private rank(at: number): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] as number) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
