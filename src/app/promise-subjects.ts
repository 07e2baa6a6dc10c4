import type { Service } from '../kube/cluster-objects.ts';
import { type Invariant, WORKLOAD_TABLES, type WorkloadTable } from '../kube/invariants.ts';
import { type KubeObject, controllerOf } from '../kube/meta.ts';
import type { StatefulSet } from '../kube/workloads.ts';
import type { World } from '../timeline/types.ts';
import { boundsOf } from './series.ts';

/** An object of which something can be promised. */
export interface Subject {
  readonly table: WorkloadTable | 'services' | 'poddisruptionbudgets';
  readonly key: string;
  /** Available Pods that the specification itself promises, and Pods that it allows. */
  readonly min: number;
  readonly max: number;
}

export type Rule = Invariant['rule'];
export const RULES: readonly Rule[] = ['available', 'requests', 'pods', 'budget'];

const rowsOf = (world: World, table: string): Iterable<readonly [string, KubeObject]> => (world.get(table) ?? new Map()) as Map<string, KubeObject>;

function limitsOf(table: string, object: KubeObject): { readonly min: number; readonly max: number } {
  const { desired, min, max } = boundsOf(table, object);
  // A StatefulSet replaces its Pods one at a time.
  const implied = table === 'statefulsets' && (object as StatefulSet).spec.updateStrategy?.type !== 'OnDelete' ? desired - 1 : desired;
  return { min: Math.max(1, min ?? implied), max: max ?? desired };
}

/** What a rule can speak of, in worlds: an object of a later one hides that of an earlier one. Workloads that another one runs are left out. */
export function subjectsOf(rule: Rule, worlds: readonly World[]): readonly Subject[] {
  const found = new Map<string, Subject>();
  const tables = rule === 'requests' ? (['services'] as const) : rule === 'budget' ? (['poddisruptionbudgets'] as const) : WORKLOAD_TABLES;
  for (const world of worlds)
    for (const table of tables)
      for (const [key, object] of rowsOf(world, table)) {
        if (table === 'services' && !Object.keys((object as Service).spec.selector ?? {}).length) continue;
        if (table !== 'services' && table !== 'poddisruptionbudgets' && controllerOf(object)) continue;
        const limits = rule === 'available' || rule === 'pods' ? limitsOf(table, object) : { min: 0, max: 0 };
        found.set(`${table}/${key}`, { table, key, ...limits });
      }
  return [...found.values()];
}

/** The invariant that a subject's own specification implies. */
export function impliedOf(rule: Rule, { table, key, min, max }: Subject): Invariant {
  switch (rule) {
    case 'available':
      return { rule, table: table as WorkloadTable, key, atLeast: min };
    case 'pods':
      return { rule, table: table as WorkloadTable, key, atMost: max };
    case 'requests':
    case 'budget':
      return { rule, key };
  }
}

/** What could be promised of a cluster, the most telling first: at most `most`. */
export function suggestionsOf(worlds: readonly World[], most: number): readonly Invariant[] {
  return RULES.flatMap((rule) => subjectsOf(rule, worlds).map((subject) => impliedOf(rule, subject))).slice(0, most);
}
