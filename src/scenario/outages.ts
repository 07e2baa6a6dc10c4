import { NODES, type NodeRow } from '../cluster/node/behaviour.ts';
import type { Session } from './session.ts';
import type { Action } from './tape.ts';

/** What may happen to a Node for a while, the mildest first: nothing new comes to it; its Pods leave it; its kubelet is gone. */
export const NODE_ACTS = ['cordon', 'drain', 'down'] as const;
export type NodeAct = (typeof NODE_ACTS)[number];

/** Something that happens to a Node at a virtual time in ms, and is taken back so many seconds later. */
export interface Outage {
  readonly act: NodeAct;
  readonly node: string;
  readonly atMs: number;
  readonly seconds: number;
}

interface Due {
  readonly atMs: number;
  readonly actions: (session: Session) => readonly Action[];
}

const drainOf = (node: string): string => `kubectl drain ${node} --ignore-daemonsets --delete-emptydir-data --force`;
const isDown = ({ cluster }: Session, node: string): boolean => (cluster.store.get(NODES, node) as NodeRow | undefined)?.spec.down ?? false;
const isCordoned = ({ cluster }: Session, node: string): boolean => cluster.store.get('nodes', node)?.spec.unschedulable ?? false;
const isRunning = ({ records }: Session, line: string): boolean => records.findLast((record) => record.line === line)?.code === undefined;
/** In the background: whatever is typed later does not wait until a Node is empty. */
const typed = (line: string): Action => ({ do: 'kubectl', line, background: true });

/**
 * What a run does to Nodes, each at its time. It leaves alone what has it already (a Node that is cordoned is not cordoned, nor uncordoned
 * later), and Nodes that are not there.
 */
export class Outages {
  private due: readonly Due[] = [];

  constructor(outages: readonly Outage[]) {
    for (const outage of outages) this.add(outage.atMs, (session) => this.begin(session, outage));
  }

  /** When the next of them is due, in virtual ms; Infinity where none is left. */
  get nextAt(): number {
    return this.due[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  /** Carries out the next of them, on a session in which everything up to its time has happened. */
  act(session: Session): void {
    const [next, ...rest] = this.due;
    if (!next) return;
    this.due = rest;
    for (const action of next.actions(session)) session.act(action, Math.max(next.atMs, session.cluster.now));
  }

  /** In order of time; of two at the same time, the one that was known first. */
  private add(atMs: number, actions: Due['actions']): void {
    const before = this.due.filter((due) => due.atMs <= atMs);
    this.due = [...before, { atMs, actions }, ...this.due.slice(before.length)];
  }

  private begin(session: Session, { act, node, atMs, seconds }: Outage): readonly Action[] {
    const cordoned = isCordoned(session, node);
    if (!session.cluster.store.get('nodes', node) || (act === 'down' ? isDown(session, node) : act === 'cordon' && cordoned)) return [];
    this.add(atMs + seconds * 1000, (later) => (later.cluster.store.get('nodes', node) ? takenBack(later, act, node, cordoned) : []));
    if (act === 'down') return [{ do: 'nodes', down: [node] }];
    return [typed(act === 'drain' ? drainOf(node) : `kubectl cordon ${node}`)];
  }
}

function takenBack(session: Session, act: NodeAct, node: string, wasCordoned: boolean): readonly Action[] {
  if (act === 'down') return isDown(session, node) ? [{ do: 'nodes', up: [node] }] : [];
  const line = drainOf(node);
  return [
    ...(act === 'drain' && isRunning(session, line) ? [{ do: 'interrupt', line } as const] : []),
    ...(!wasCordoned && isCordoned(session, node) ? [typed(`kubectl uncordon ${node}`)] : []),
  ];
}
