import { Cluster } from '../../../src/cluster/cluster.ts';
import { bootstrap } from '../../../src/cluster/api/bootstrap.ts';
import { ADMISSIONS, STRATEGIES } from '../../../src/cluster/api/registry.ts';
import type { Controller } from '../../../src/cluster/controller.ts';
import type { WriteOptions } from '../../../src/cluster/api/strategy.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';

/** A cluster with an API server and no controllers but those given. */
export function cluster(controllers: readonly Controller[] = []): Cluster {
  const made = new Cluster({ controllers, strategies: STRATEGIES, admissions: ADMISSIONS }, 1);
  bootstrap(made);
  return made;
}

export function create(into: Cluster, object: unknown, options: WriteOptions = {}): KubeObject {
  return into.decide('kubectl', 0, undefined, () => into.server.create(object as KubeObject, options));
}

export function update(into: Cluster, object: unknown, options: WriteOptions = {}): KubeObject {
  return into.decide('kubectl', 0, undefined, () => into.server.update(object as KubeObject, options));
}

export function remove(from: Cluster, table: string, key: string): void {
  from.decide('kubectl', 0, undefined, () => from.server.delete(table, key));
}

/** A manifest of a Deployment; `spec` is merged over the usual one. */
export function deployment(name: string, spec: object = {}): unknown {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: template(), ...spec },
  };
}

export function template(spec: object = {}): unknown {
  return { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'x:1' }], ...spec } };
}

export function pod(name: string, spec: object = {}, metadata: object = {}): unknown {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', ...metadata }, spec: { containers: [{ name: 'c', image: 'x:1' }], ...spec } };
}

/** The message with which an action is refused, or `undefined` where it is not. */
export function refusal(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
