import type { WriteOptions } from '../../cluster/api/strategy.ts';
import type { FieldValidation } from '../../cluster/api/decode.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from './call.ts';
import { fail } from './failure.ts';

/** What Go's strconv.ParseBool takes for yes and for no. */
const YES = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const NO = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** The value of `--validate` as the API understands it; a command without that flag leaves it to the server, which warns. Models cmdutil.GetValidationDirective. */
export function fieldValidation(call: Call): FieldValidation {
  const value = call.flags.text('validate') || 'warn';
  if (value === 'strict' || YES.includes(value)) return 'Strict';
  if (value === 'ignore' || NO.includes(value)) return 'Ignore';
  switch (value) {
    case 'warn':
      return 'Warn';
    default:
      return fail(`invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`);
  }
}

/** How this command's writes reach the server: as a dry run or not, with the server's warnings printed. */
export function writeOptions(call: Call): WriteOptions {
  return {
    ...(call.dryRun === 'server' ? { dryRun: true } : {}),
    fieldValidation: fieldValidation(call),
    manager: { name: call.flags.text('field-manager') || 'kubectl' },
    warn: (message) => call.warn(`Warning: ${message}`),
  };
}

/** Sends a new object. Returns it as stored; in a client's dry run as it was. */
export function create(call: Call, object: KubeObject): KubeObject {
  return call.dryRun === 'client' ? object : call.context.server.create(object, writeOptions(call));
}

/** Sends a changed object, whatever its version was. Returns it as stored; in a client's dry run as it was. */
export function update(call: Call, object: KubeObject): KubeObject {
  return call.dryRun === 'client' ? object : call.context.server.update(object, writeOptions(call));
}

/** An object with one annotation more. */
export function withAnnotation<T extends KubeObject>(object: T, key: string, value: string): T {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [key]: value } } };
}

/** The annotation that says why a revision came about. */
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** With `--record`, an object that remembers the command. Models genericclioptions.ChangeCauseRecorder. */
export function recorded<T extends KubeObject>(call: Call, object: T): T {
  return call.flags.bool('record') ? withAnnotation(object, CHANGE_CAUSE, commandLine(call)) : object;
}

/** The command as kubectl writes it down: its words, then its flags. */
function commandLine(call: Call): string {
  const flags = [...call.flags.given].flatMap(([name, values]) => values.map((value) => ` --${name}=${value}`));
  return `kubectl ${[call.verb.path, ...call.args].join(' ')}${flags.join('')}`;
}
