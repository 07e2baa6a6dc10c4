/** Below this many items Go sorts by insertion, and so keeps what is equal in order. */
const INSERTION_MAX = 12;
/** From this many on it looks at nine items for a pivot, and repairs a nearly sorted list. */
const LONG = 50;
const REPAIRS = 5;
const MAX_SWAPS = 12;

const bitLength = (n: number): number => 32 - Math.clz32(n);

/**
 * Sorts a copy of `items` as Go's sort.Sort does, by a `less` that need not be an order: what is equal comes out as Go leaves it, which is not
 * as it was once there are more than twelve items. Models pdqsort of Go's package sort.
 */
export function goSort<T>(items: readonly T[], less: (a: T, b: T) => boolean): readonly T[] {
  const sorter = new Sorter([...items], less);
  if (items.length > 1) sorter.sort(0, items.length, bitLength(items.length));
  return sorter.items;
}

class Sorter<T> {
  constructor(
    readonly items: T[],
    private readonly lessThan: (a: T, b: T) => boolean,
  ) {}

  sort(from: number, to: number, patience: number): void {
    let [a, b, limit, balanced, partitioned] = [from, to, patience, true, true];
    for (;;) {
      const length = b - a;
      if (length <= INSERTION_MAX) return this.insertion(a, b);
      if (limit === 0) return this.heap(a, b);
      if (!balanced) {
        this.breakPatterns(a, b);
        limit--;
      }
      let [pivot, swaps] = this.choosePivot(a, b);
      if (swaps === MAX_SWAPS) {
        this.reverse(a, b);
        pivot = b - 1 - (pivot - a);
        swaps = 0;
      }
      if (balanced && partitioned && swaps === 0 && this.repair(a, b)) return;
      if (a > 0 && !this.less(a - 1, pivot)) {
        a = this.partitionEqual(a, b, pivot);
        continue;
      }
      let middle: number;
      [middle, partitioned] = this.partition(a, b, pivot);
      balanced = Math.min(middle - a, b - middle) >= Math.floor(length / 8);
      if (middle - a < b - middle) {
        this.sort(a, middle, limit);
        a = middle + 1;
      } else {
        this.sort(middle + 1, b, limit);
        b = middle;
      }
    }
  }

  private less(i: number, j: number): boolean {
    return this.lessThan(this.items[i] as T, this.items[j] as T);
  }
  private swap(i: number, j: number): void {
    const { items } = this;
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  private reverse(a: number, b: number): void {
    for (let i = a, j = b - 1; i < j; i++, j--) this.swap(i, j);
  }

  private insertion(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.less(j, j - 1); j--) this.swap(j, j - 1);
  }

  private heap(first: number, b: number): void {
    const size = b - first;
    const siftDown = (from: number, to: number): void => {
      for (let root = from; ;) {
        let child = 2 * root + 1;
        if (child >= to) return;
        if (child + 1 < to && this.less(first + child, first + child + 1)) child++;
        if (!this.less(first + root, first + child)) return;
        this.swap(first + root, first + child);
        root = child;
      }
    };
    for (let i = Math.floor((size - 1) / 2); i >= 0; i--) siftDown(i, size);
    for (let i = size - 1; i >= 0; i--) {
      this.swap(first, first + i);
      siftDown(0, i);
    }
  }

  /** Moves what is less than the pivot before it; tells where the pivot came to be, and whether everything was in its place already. */
  private partition(a: number, b: number, pivot: number): [number, boolean] {
    this.swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (let moved = false; ; moved = true) {
      while (i <= j && this.less(i, a)) i++;
      while (i <= j && !this.less(j, a)) j--;
      if (i > j) {
        this.swap(j, a);
        return [j, !moved];
      }
      this.swap(i++, j--);
    }
  }

  /** Moves what equals the pivot to the front; returns where the rest begins. */
  private partitionEqual(a: number, b: number, pivot: number): number {
    this.swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.less(a, i)) i++;
      while (i <= j && this.less(a, j)) j--;
      if (i > j) return i;
      this.swap(i++, j--);
    }
  }

  /** Sorts what is nearly sorted; false where it is not. */
  private repair(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < REPAIRS; step++) {
      while (i < b && !this.less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < LONG) return false;
      this.swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.less(j, j - 1); j--) this.swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.less(j, j - 1); j++) this.swap(j, j - 1);
    }
    return false;
  }

  /** Scatters three items, always in the same way for the same length. */
  private breakPatterns(a: number, b: number): void {
    const length = b - a;
    let random = BigInt(length);
    const next = (): number => {
      for (const [shift, left] of [
        [13n, true],
        [7n, false],
        [17n, true],
      ] as const)
        random = BigInt.asUintN(64, random ^ (left ? random << shift : random >> shift));
      return Number(random & BigInt(2 ** bitLength(length) - 1));
    };
    const at = a + Math.floor(length / 4) * 2 - 1;
    for (let i = 0; i < 3; i++) {
      const other = next();
      this.swap(at - 1 + i, a + (other >= length ? other - length : other));
    }
  }

  /** A place near the middle, and how many swaps it took to find it: none where the items seem sorted. */
  private choosePivot(a: number, b: number): [number, number] {
    const quarter = Math.floor((b - a) / 4);
    let swaps = 0;
    const median = (...places: [number, number, number]): number => {
      for (const [x, y] of [
        [0, 1],
        [1, 2],
        [0, 1],
      ] as const) {
        if (!this.less(places[y], places[x])) continue;
        swaps++;
        [places[x], places[y]] = [places[y], places[x]];
      }
      return places[1];
    };
    const around = (place: number): number => (b - a >= LONG ? median(place - 1, place, place + 1) : place);
    return [median(around(a + quarter), around(a + quarter * 2), around(a + quarter * 3)), swaps];
  }
}
