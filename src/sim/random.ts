/** A 32-bit FNV-1a hash of a string, as an unsigned integer. */
export function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Seeded random numbers in named streams: drawing from one stream never changes another, so a feature that starts to use
 * chance does not change the names that Pods get. Each stream is a counter, mixed (splitmix32): its whole state is one integer.
 */
export class Random {
  private readonly counters = new Map<string, number>();

  constructor(private seed: number) {}

  /** Lets every stream go another way from here on; each number is another way. */
  turn(number: number): void {
    const turned = Math.imul(number, 0x85ebca6b) | 0;
    this.seed ^= turned;
    for (const [stream, counter] of this.counters) this.counters.set(stream, counter ^ turned);
  }

  /** An integer from 0 up to but not including `bound`. */
  int(stream: string, bound: number): number {
    return Math.floor((this.next(stream) / 0x1_0000_0000) * bound);
  }

  copy(): Random {
    const copy = new Random(this.seed);
    for (const [stream, counter] of this.counters) copy.counters.set(stream, counter);
    return copy;
  }

  private next(stream: string): number {
    const counter = ((this.counters.get(stream) ?? fnv32a(stream) ^ this.seed) + 0x9e3779b9) | 0;
    this.counters.set(stream, counter);
    let z = counter;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }
}
