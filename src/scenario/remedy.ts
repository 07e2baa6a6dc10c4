import { type Blocker, type ExplainContext, type Remedy, blockersOf } from '../cluster/explain/index.ts';
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

/** What explaining looks at in a session as it stands. */
export function explainContext({ cluster }: Session): ExplainContext {
  return {
    listers: cluster.store,
    now: cluster.now,
    dueAt: (controller, key) => cluster.dueAt(controller, key),
    recall: (controller, key) => cluster.recall(controller, key),
  };
}

/**
 * Why an object stands still at a position of a session, and the smallest change that frees it. Each remedy is tried on a fork before it
 * is offered: it counts if what was in the way is not any more, nothing else has come in the way, and nothing is waited for. The session
 * itself is not touched.
 */
export function explainBlockers(session: Session, position: number, table: string, key: string): readonly TriedBlocker[] {
  const present = session.cluster.log.length === position ? session : session.fork(position);
  const blockers = blockersOf(explainContext(present), table, key);
  const before = new Set(blockers.map(({ reason }) => reason.rule));
  const tried = new Map<string, TriedBlocker['freed']>();
  return blockers.map((blocker) => {
    const { rule } = blocker.reason;
    for (const remedy of blocker.kind === 'waiting' ? [] : blocker.remedies.slice(0, REMEDIES_MAX)) {
      const id = [rule, ...remedy.commands].join('\n');
      const isFree = (fork: Session): boolean => blockersOf(explainContext(fork), table, key).every((other) => isNoneOf(other, blocker, before));
      if (!tried.has(id)) tried.set(id, tryRemedy(session, position, remedy, isFree));
      const freed = tried.get(id);
      if (freed) return { ...blocker, freed };
    }
    return { ...blocker, freed: undefined };
  });
}

/** Whether what is found after a remedy is neither the trouble that it was tried against, nor a wait, nor a new trouble. `before`: the rules that there were. */
function isNoneOf(found: Blocker, against: Blocker, before: ReadonlySet<string>): boolean {
  const { rule } = found.reason;
  const isSame = rule === against.reason.rule && (!against.aside || found.object.key === against.object.key);
  return !isSame && (found.aside === true || (found.kind === 'blocked' && before.has(rule)));
}

function tryRemedy(session: Session, position: number, remedy: Remedy, isFree: (fork: Session) => boolean): TriedBlocker['freed'] {
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
      if (isFree(fork)) return { remedy, afterSeconds: (cluster.now - start) / 1000 };
    }
    if (!fork.step(start + PATIENCE_MS)) break;
  }
  return undefined;
}
