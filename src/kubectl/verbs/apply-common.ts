import type { KubeObject } from '../../kube/meta.ts';
import { type ResourceType, apiVersionOf } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import { fail } from '../core/failure.ts';
import { recorded } from '../core/write.ts';
import { qualifiedObjectName } from '../printers/output.ts';
import type { Info } from '../resources/info.ts';

/** Whether `-o` asks for the objects themselves, which are printed at the end. */
export function printsObjects(call: Call): boolean {
  const output = call.flags.text('output') || call.flags.text('template');
  return output !== '' && output !== 'name';
}

/** Tells what became of an object, where `-o` does not ask for the object. */
export function tell(call: Call, operation: string, object: KubeObject): void {
  if (printsObjects(call)) return;
  const name = qualifiedObjectName(object);
  call.say(call.flags.text('output') === 'name' ? name : `${name} ${operation}${call.dryRunSuffix}`);
}

/** An info as errors show it. Models Info.String. */
export function describeInfo({ resource, name, namespace }: { readonly resource: ResourceType; readonly name: string; readonly namespace: string }): string {
  // The core group has no name, and shows its slash.
  const version = `${resource.group ? '' : '/'}${apiVersionOf(resource)}`;
  return `Resource: "${version}, Resource=${resource.plural}", GroupVersionKind: "${version}, Kind=${resource.kind}"\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`;
}

/** The manifest of an info with what `apply` remembers, after checks that need no server. */
export function modifiedOf(call: Call, info: Info): KubeObject {
  const { generateName } = info.object.metadata;
  if (!info.name && generateName) fail(`from ${generateName}: cannot use generate name with apply`);
  return recorded(call, info.object);
}
