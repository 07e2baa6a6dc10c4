import type { KubeObject } from '../kube/meta.ts';
import type { Load } from '../kube/load.ts';
import type { World } from '../timeline/types.ts';
import type { Action, Tape } from '../worker/protocol.ts';
import { act, herePlace, untilKnown } from './actions.ts';
import { actBefore } from './keep-later.ts';
import { seek } from './player.ts';
import { playhead } from './playhead.ts';
import { currentBranch } from './session.ts';

/** How an image behaves on a Node: seconds, and a fault. */
export type Behaviour = NonNullable<Tape['images']>[string];

/** An image of the cluster, or `*` for all that have no entry of their own. */
export interface ImageEntry {
  readonly image: string;
  /** What the catalogue says of it; empty where it says nothing, and `*` holds. */
  readonly behaviour: Behaviour;
  /** Whether a Pod or a template names it. */
  readonly used: boolean;
}

const TEMPLATES = ['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'replicationcontrollers'];

interface WithContainers {
  readonly containers?: readonly { readonly image?: string }[];
  readonly initContainers?: readonly { readonly image?: string }[];
}

function* imagesIn(spec: WithContainers | undefined): Generator<string, void, void> {
  for (const container of [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]) if (container.image) yield container.image;
}

/** Every image that is known at a frame: `*` first, then by name. */
export function imagesAt(world: World): readonly ImageEntry[] {
  const used = new Set<string>();
  for (const table of TEMPLATES)
    for (const object of (world.get(table)?.values() ?? []) as Iterable<{ readonly spec?: { readonly template?: { readonly spec?: WithContainers } } }>)
      for (const image of imagesIn(object.spec?.template?.spec)) used.add(image);
  for (const pod of (world.get('pods')?.values() ?? []) as Iterable<{ readonly spec?: WithContainers }>)
    for (const image of imagesIn(pod.spec)) used.add(image);
  const rows = (world.get('#images') ?? new Map<string, unknown>()) as ReadonlyMap<string, { readonly spec?: Behaviour }>;
  const names = [...new Set([...used, ...rows.keys()])].filter((name) => name !== '*').sort();
  return ['*', ...names].map((image) => ({ image, behaviour: rows.get(image)?.spec ?? {}, used: used.has(image) }));
}

/** The load at a frame. */
export function loadAt(world: World): Load {
  const row = [...(world.get('#load')?.values() ?? [])][0] as (KubeObject & { readonly spec?: Load }) | undefined;
  return row?.spec ?? {};
}

/** The Services at a frame that select Pods, by name. */
export function servicesAt(world: World): readonly string[] {
  const services = [...(world.get('services')?.values() ?? [])] as readonly (KubeObject & { readonly spec?: { readonly selector?: unknown } })[];
  return [...new Set(services.filter(({ spec }) => spec?.selector !== undefined).map(({ metadata }) => metadata.name))].sort();
}

/** Whether something is still to come after the playhead that an act here would leave to the old branch. */
export function hasFuture(): boolean {
  const { position, atMs } = herePlace();
  const { tape, length } = currentBranch();
  return position < length || tape.commands.some(({ at, after }) => after === undefined && at > atMs);
}

/**
 * Changes what the cluster lives in, where the reader stands. `keepLater`: on a branch of its own, on which the commands that come later
 * are carried out again; otherwise as any other act. The playhead then stands on the change. Rejects where the engine does not answer.
 */
export async function setConditions(action: Extract<Action, { do: 'images' | 'load' }>, keepLater: boolean, name: string): Promise<void> {
  const { position } = playhead.getState();
  if (keepLater && hasFuture()) await actBefore(herePlace(), action, name);
  else await act(action);
  const { id } = currentBranch();
  await untilKnown(id, position + 1);
  if (currentBranch().id === id) seek(position + 1);
}
