import { type Blocker, type Remedy, blockersOf } from '../cluster/explain/index.ts';
import type { Session } from './session.ts';

/** A blocker with what was tried against it. */
export interface TriedBlocker extends Blocker {
  /** The first remedy that freed the object on a fork, and after how many seconds; undefined where none was found. */
  readonly freed: { readonly remedy: Remedy; readonly afterSeconds: number } | undefined;
}

/** How long a fork may take to be freed: longer than a usual progress deadline. */
const PATIENCE_MS = 900_000;
/** How many entries a fork may take: a remedy that needs more is not the smallest. */
const ENTRIES_MAX = 20_000;
const REMEDIES_MAX = 8;

/**
 * Why an object stands still at a position of a session, and the smallest change that frees it. Each remedy is tried on a fork before it
 * is offered: it counts if the object is no longer blocked and what is asked for has come about. The session itself is not touched.
 */
export function explainBlockers(session: Session, position: number, table: string, key: string): readonly TriedBlocker[] {
  const present = session.fork(position);
  const { store, now } = present.cluster;
  const tried = new Map<string, TriedBlocker['freed']>();
  return blockersOf({ listers: store, now }, table, key).map((blocker) => {
    if (blocker.kind === 'waiting') return { ...blocker, freed: undefined };
    for (const remedy of blocker.remedies.slice(0, REMEDIES_MAX)) {
      const id = remedy.commands.join('\n');
      if (!tried.has(id)) tried.set(id, tryRemedy(session, position, remedy, table, key));
      const freed = tried.get(id);
      if (freed) return { ...blocker, freed };
    }
    return { ...blocker, freed: undefined };
  });
}

function tryRemedy(session: Session, position: number, remedy: Remedy, table: string, key: string): TriedBlocker['freed'] {
  const fork = session.fork(position);
  const { cluster } = fork;
  const start = cluster.now;
  for (const line of remedy.commands) {
    const record = fork.act({ do: 'kubectl', line });
    if (record?.code) return undefined;
  }
  const last = cluster.log.length + ENTRIES_MAX;
  let looked = -1;
  while (cluster.now <= start + PATIENCE_MS && cluster.log.length < last) {
    // What is settled counts: in the middle of an instant, numbers may be behind.
    const instantIsOver = (cluster.nextAt ?? Infinity) > cluster.now;
    if (instantIsOver && cluster.now !== looked) {
      looked = cluster.now;
      if (!blockersOf({ listers: cluster.store, now: cluster.now }, table, key).length) return { remedy, afterSeconds: (cluster.now - start) / 1000 };
    }
    if (!fork.step(start + PATIENCE_MS)) break;
  }
  return undefined;
}
