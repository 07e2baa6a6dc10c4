import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG, fieldManagerFlag } from '../core/common-flags.ts';
import { Failure, failUsage, plainMessage } from '../core/failure.ts';
import type { Flag } from '../core/flags.ts';
import { withUpdatedConfiguration } from '../core/last-applied.ts';
import { recorded, writeOptions } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';

/** The flags of every `kubectl create KIND`. */
export const CREATE_FLAGS: readonly Flag[] = [DRY_RUN_FLAG, fieldManagerFlag('kubectl-create'), ...PRINT_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG];

/** A manifest that a command makes up: what a person would write, without what the server fills in. */
export interface Generated {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [member: string]: unknown;
}

/** The name that a `create` command asks for. Models NameFromCommandArgs. */
export function nameArgument(call: Call): string {
  const { args, argsBeforeDash } = call.flags;
  const count = argsBeforeDash < 0 ? args.length : argsBeforeDash;
  if (count !== 1) return failUsage(call.verb.path, `exactly one NAME is required, got ${count}`);
  return args[0] as string;
}

/** What Go writes for the parts of a structure that are not pointers, even where they are empty. */
const ZERO_MEMBERS: Readonly<Record<string, object>> = {
  Deployment: { status: {} },
  Pod: { status: {} },
  Namespace: { spec: {}, status: {} },
  Service: { status: { loadBalancer: {} } },
  Ingress: { status: { loadBalancer: {} } },
  HorizontalPodAutoscaler: { status: { currentReplicas: 0, desiredReplicas: 0 } },
  ResourceQuota: { status: {} },
  PodDisruptionBudget: { status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 } },
};

interface Spec {
  readonly strategy?: object;
  readonly template?: { readonly metadata?: object; readonly spec: Spec };
  readonly containers?: readonly { readonly resources?: object }[];
}

function withZeros(spec: Spec, kind: string): Spec {
  const { template, containers } = spec;
  return {
    ...spec,
    ...(kind === 'Deployment' && !spec.strategy ? { strategy: {} } : {}),
    ...(containers ? { containers: containers.map((container) => ({ ...container, resources: container.resources ?? {} })) } : {}),
    ...(template ? { template: { ...template, metadata: { creationTimestamp: null, ...template.metadata }, spec: withZeros(template.spec, 'Pod') } } : {}),
  };
}

/** A made-up object as a client's dry run prints it: with `creationTimestamp: null`, `status: {}` and what else Go writes out. */
function typedForm(call: Call, object: Generated): KubeObject {
  const namespace = call.flags.has('namespace') && object.metadata.namespace ? { namespace: object.metadata.namespace } : {};
  const { namespace: _, ...metadata } = object.metadata;
  const spec = object['spec'] as Spec | undefined;
  return {
    ...object,
    metadata: { creationTimestamp: null, ...metadata, ...namespace },
    ...(spec ? { spec: withZeros(spec, object.kind) } : {}),
    ...ZERO_MEMBERS[object.kind],
  } as unknown as KubeObject;
}

/** Sends a made-up object; `failure` words what stands before the server's refusal. Returns it as stored. */
export function sendGenerated(call: Call, object: Generated, failure = ''): KubeObject {
  const sent = recorded(call, withUpdatedConfiguration(object as unknown as KubeObject, call.flags.bool('save-config')));
  try {
    return call.context.server.create(sent, writeOptions(call));
  } catch (error) {
    throw failure ? new Failure(`${failure}${plainMessage(error)}`) : error;
  }
}

/** Sends a made-up object, or only makes it for a client's dry run. Returns it as stored. */
export function makeGenerated(call: Call, object: Generated, failure = ''): KubeObject {
  return call.dryRun === 'client' ? typedForm(call, object) : sendGenerated(call, object, failure);
}

/** The same, and tells of it. */
export function createGenerated(call: Call, object: Generated, operation = 'created', failure = ''): KubeObject {
  const tell = operationPrinter(call);
  const made = makeGenerated(call, object, failure);
  tell(operation, made);
  return made;
}
