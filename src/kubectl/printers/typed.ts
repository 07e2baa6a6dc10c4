import { type GoType, innermost, rootKey, structOf } from '../../cluster/api/schema/parse.ts';
import type { KubeObject } from '../../kube/meta.ts';
import { type Plain, isPlain } from '../core/dig.ts';
import { goJson, goJsonIndented, sortedEntries } from './json.ts';

/**
 * The commands that decode what they work on into Go's structures. Their `-o json` has the members in the order of the structures'
 * fields, where what stays as it came from the server is sorted.
 */
const TYPED = /^(create \w|run$|autoscale$|expose$|set |rollout |taint$|cordon$|uncordon$)/;

/** Whether a command's objects are Go's structures when they are printed. */
export const printsTyped = (path: string): boolean => TYPED.test(path);

function indented(value: unknown, type: GoType | undefined, indent: string): string {
  const inner = `${indent}    `;
  const known = type && (type.kind === 'pointer' ? type.of : type);
  if (Array.isArray(value)) {
    const of = known?.kind === 'list' ? known.of : undefined;
    return value.length ? `[\n${value.map((item) => inner + indented(item, of, inner)).join(',\n')}\n${indent}]` : '[]';
  }
  if (!isPlain(value) || !known) return goJsonIndented(value, indent);
  const fields = known.kind === 'struct' ? structOf(known.key).fields : undefined;
  const entries = sortedEntries(value);
  if (fields) {
    const order = [...fields.keys()];
    const place = (name: string): number => (fields.has(name) ? order.indexOf(name) : order.length);
    entries.sort(([a], [b]) => place(a) - place(b));
  }
  if (!entries.length) return '{}';
  const typeOf = (name: string): GoType | undefined => fields?.get(name)?.type ?? (known.kind === 'map' ? known.of : undefined);
  return `{\n${entries.map(([name, member]) => `${inner}${goJson(name)}: ${indented(member, typeOf(name), inner)}`).join(',\n')}\n${indent}}`;
}

/** An object of a known kind as Go's encoder writes its structure, with four spaces a level. */
export function typedJson(object: object): string {
  const { apiVersion = '', kind = '' } = object as { apiVersion?: string; kind?: string };
  const key = rootKey(apiVersion, kind);
  return key === undefined ? goJsonIndented(object) : indented(object, innermost({ kind: 'struct', key, go: key }), '');
}

/** What Go writes for the parts of each kind's structure that are not pointers, even where they are empty. */
const ZEROS: Readonly<Record<string, { readonly spec?: object; readonly status: object }>> = {
  Deployment: { spec: { strategy: {} }, status: {} },
  StatefulSet: { spec: { updateStrategy: {} }, status: { availableReplicas: 0, replicas: 0 } },
  DaemonSet: { spec: { updateStrategy: {} }, status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 } },
  ReplicaSet: { status: { replicas: 0 } },
  ReplicationController: { status: { replicas: 0 } },
  Pod: { status: {} },
};

/** Fields that v1.32's structures do not have yet: they are lost when an object is decoded. */
const NEWER: readonly string[] = ['terminatingReplicas'];

const withResources = (containers: unknown): unknown =>
  Array.isArray(containers) ? containers.map((container: Plain) => ({ ...container, resources: container['resources'] ?? {} })) : containers;

function podSpec(spec: Plain): Plain {
  const { containers, initContainers } = spec;
  return {
    ...spec,
    ...(containers ? { containers: withResources(containers) } : {}),
    ...(initContainers ? { initContainers: withResources(initContainers) } : {}),
  };
}

/** An object as a command that decodes it prints it without having sent it: what is empty in its structures is written out. */
export function decoded(object: KubeObject): KubeObject {
  const zeros = ZEROS[object.kind];
  if (!zeros) return object;
  const spec = object.spec as Plain;
  const template = spec['template'] as Plain | undefined;
  const status = { ...zeros.status, ...(object.status as Plain | undefined) } as Record<string, unknown>;
  for (const field of NEWER) delete status[field];
  return {
    ...object,
    metadata: { ...object.metadata, creationTimestamp: object.metadata.creationTimestamp ?? null },
    spec: {
      ...zeros.spec,
      ...(object.kind === 'Pod' ? podSpec(spec) : spec),
      ...(template
        ? {
            template: {
              ...template,
              metadata: { creationTimestamp: null, ...(template['metadata'] as Plain | undefined) },
              spec: podSpec(template['spec'] as Plain),
            },
          }
        : {}),
    },
    status,
  } as unknown as KubeObject;
}
