import { RESOURCES, resourceOfTable } from '../kube/resources.ts';
import type { ObjectRef } from './selection.ts';

/** `Deployment` for `deployments`; the table's own name where it is no kind of Kubernetes. */
export function kindOf(table: string): string {
  return resourceOfTable(table)?.kind ?? table;
}

/** The table of a kind, or undefined. */
export function tableOf(kind: string): string | undefined {
  return RESOURCES.find((resource) => resource.kind === kind)?.plural;
}

/** `web` of `default/web`. */
export function nameOf({ key }: ObjectRef): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Tables that hold the playground's own rows (images, load) begin with a mark: no reader selects them. */
export function isShown(table: string): boolean {
  return resourceOfTable(table) !== undefined;
}
