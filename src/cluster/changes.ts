import type { Change } from '../timeline/types.ts';

/** From so many changes on, they are found through a map. */
const MANY = 16;

const NONE: readonly Change[] = [];

/** What one decision has changed so far: each object once, as it was before the first write and as it is after the last. */
export class Changes {
  private list: Change[] = [];
  /** By the newest version of an object, where its change stands in the list. */
  private positions: Map<unknown, number> | undefined;

  /** Each occurrence of an event counts, so they are not merged. */
  add(change: Change): void {
    const { before } = change;
    const position = before === undefined || change.table === 'events' ? -1 : this.positionOf(before);
    if (position < 0) this.list.push(change);
    else this.list[position] = { table: change.table, key: change.key, before: (this.list[position] as Change).before, after: change.after };
    this.positions?.set(change.after, position < 0 ? this.list.length - 1 : position);
  }

  /** What was changed, without what came and went within the decision. Nothing has been changed then: the next decision begins. */
  take(): readonly Change[] {
    const { list } = this;
    if (!list.length) return NONE;
    this.list = [];
    this.positions = undefined;
    return list.every(differs) ? list : list.filter(differs);
  }

  private positionOf(version: unknown): number {
    const { list } = this;
    if (list.length < MANY) return list.findLastIndex(({ after }) => after === version);
    if (!this.positions) {
      this.positions = new Map();
      for (let i = 0; i < list.length; i++) this.positions.set((list[i] as Change).after, i);
    }
    return this.positions.get(version) ?? -1;
  }
}

const differs = ({ before, after }: Change): boolean => before !== after;
