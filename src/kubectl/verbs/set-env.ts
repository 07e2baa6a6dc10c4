import type { Container, EnvVar, PodSpec } from '../../kube/pod.ts';
import type { Call } from '../core/call.ts';
import { byCode, dig, digMap, digText } from '../core/dig.ts';
import { Failure, fail, throwAll } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import type { Info } from '../resources/info.ts';
import { select } from '../resources/select.ts';
import { changeContainers, patchAll, selectForSet, setFlags, withPodSpec } from './set-common.ts';

interface EnvChange {
  readonly set: readonly EnvVar[];
  readonly remove: readonly string[];
}

const VARIABLE_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
/** What is said of a name that no variable may have. */
export const NO_VARIABLE_NAME =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

/** Whether a variable may have that name. */
export const isVariableName = (name: string): boolean => VARIABLE_NAME.test(name);

/** Reads `KEY=VALUE` and `KEY-`. Models envutil.ParseEnv. */
function parseEnv(specs: readonly string[], stdin: string | undefined): EnvChange {
  const set: EnvVar[] = [];
  const remove: string[] = [];
  const lines = specs.flatMap((spec) => (spec === '-' ? (stdin ?? '').split('\n').filter((line) => line.trim() && !line.startsWith('#')) : [spec]));
  for (const spec of lines) {
    const equals = spec.indexOf('=');
    if (equals > 0) {
      const name = spec.slice(0, equals);
      if (!isVariableName(name)) fail(`${JSON.stringify(name)} is not a valid key name: ${NO_VARIABLE_NAME}`);
      set.push({ name, value: spec.slice(equals + 1) });
    } else if (spec.endsWith('-')) remove.push(spec.slice(0, -1));
    else fail(`unknown environment: ${spec}`);
  }
  const both = set.find((variable) => remove.includes(variable.name));
  if (both) fail('can not both modify and remove the same environment variable in the same command');
  return { set, remove };
}

/** Variables of a ConfigMap or Secret that `--from` names. */
function fromSource(call: Call): readonly EnvVar[] {
  const source = call.flags.text('from');
  if (!source) return [];
  const keys = call.flags.list('keys');
  const { infos, errors } = select(call, { args: [source], typeAloneIsAll: call.flags.bool('all') });
  throwAll(errors);
  return infos.flatMap(({ resource, name, object }) => {
    if (resource.plural !== 'configmaps' && resource.plural !== 'secrets') return fail('unsupported resource specified in --from');
    const reference = resource.plural === 'secrets' ? 'secretKeyRef' : 'configMapKeyRef';
    return Object.keys(digMap(object, 'data'))
      .filter((key) => !keys.length || keys.includes(key))
      .sort(byCode)
      .map((key) => {
        const variable = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
        if (variable !== key) call.warn(`Warning: key ${key} transferred to ${variable}`);
        return { name: variable, valueFrom: { [reference]: { key, name } } };
      });
  });
}

function changeEnv(existing: readonly EnvVar[], { set, remove }: EnvChange): readonly EnvVar[] {
  const latest = new Map(set.map((variable) => [variable.name, variable]));
  const kept = existing.filter((variable) => !remove.includes(variable.name)).map((variable) => latest.get(variable.name) ?? variable);
  const names = new Set(kept.map((variable) => variable.name));
  return [...kept, ...[...latest.values()].filter((variable) => !names.has(variable.name) && !remove.includes(variable.name))];
}

function reference(valueFrom: unknown): string {
  const key = (kind: string): string => `${kind} ${digText(valueFrom, `${kind}.name`)}, key ${digText(valueFrom, `${kind}.key`)}`;
  if (dig(valueFrom, 'configMapKeyRef')) return key('configMapKeyRef').replace('configMapKeyRef', 'configmap');
  if (dig(valueFrom, 'secretKeyRef')) return key('secretKeyRef').replace('secretKeyRef', 'secret');
  if (dig(valueFrom, 'fieldRef')) return `field path ${digText(valueFrom, 'fieldRef.fieldPath')}`;
  return 'invalid valueFrom';
}

function list(call: Call, { object, name }: Info, containers: readonly Container[]): void {
  for (const container of containers) {
    call.say(`# ${object.kind} ${name}, container ${container.name}`);
    for (const variable of container.env ?? [])
      call.say(variable.valueFrom ? `# ${variable.name} from ${reference(variable.valueFrom)}` : `${variable.name}=${variable.value ?? ''}`);
  }
}

export const setEnv: Verb = {
  path: 'set env',
  use: 'set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  short: 'Update environment variables on a pod template',
  writes: (call) => !call.flags.bool('list'),
  flags: [
    ...setFlags('env', 'If true, select all resources in the namespace of the specified resource types'),
    flag('containers', 'c', 'string', 'The names of containers in the selected pod templates to change - may use wildcards', { value: '*' }),
    flag('env', 'e', 'array', 'Specify a key-value pair for an environment variable to set into each container.'),
    flag('from', '', 'string', 'The name of a resource from which to inject environment variables'),
    flag('keys', '', 'strings', 'Comma-separated list of keys to import from specified resource'),
    flag('list', '', 'bool', 'If true, display the environment and any changes in the standard format. this flag will removed when we have kubectl view env.'),
    flag('overwrite', '', 'bool', 'If true, allow environment to be overwritten, otherwise reject updates that overwrite existing environment.', {
      value: 'true',
    }),
    flag('prefix', '', 'string', 'Prefix to append to variable names'),
    flag('resolve', '', 'bool', 'If true, show secret or configmap references when listing variables'),
  ],
  run(call) {
    const { flags, args } = call;
    if (flags.bool('all') && flags.text('selector')) fail('cannot set --all and --selector at the same time');
    const isPair = (arg: string): boolean => (arg.includes('=') && !arg.startsWith('=')) || arg.endsWith('-');
    const first = args.findIndex(isPair);
    const resources = first < 0 ? args : args.slice(0, first);
    const pairs = first < 0 ? [] : args.slice(first);
    if (pairs.some((pair) => !isPair(pair))) fail(`all resources must be specified before environment changes: ${args.join(' ')}`);
    if (!flags.list('filename').length && !resources.length) fail('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (flags.bool('list') && flags.text('output')) fail('--list and --output may not be specified together');
    if (flags.list('keys').length && !flags.text('from')) fail('when specifying --keys, a configmap or secret must be provided with --from');
    const given = parseEnv([...flags.list('env'), ...pairs], call.context.stdin);
    const prefix = flags.text('prefix');
    const change: EnvChange = {
      remove: given.remove,
      set: [...given.set, ...fromSource(call)].map((variable) => ({ ...variable, name: prefix + variable.name })),
    };
    const found = selectForSet(call, resources);
    const changed = (info: Info): { spec: PodSpec; matched: readonly Container[] } => {
      let result: { spec: PodSpec; matched: readonly Container[] } | undefined;
      withPodSpec(
        info,
        (spec) => (result = changeContainers(spec, flags.text('containers'), (container) => withEnv(container, change, flags.bool('overwrite')))).spec,
      );
      if (!result?.matched.length)
        call.warn(`Warning: ${info.object.kind}/${info.name} does not have any containers matching ${JSON.stringify(flags.text('containers'))}`);
      return result as { spec: PodSpec; matched: readonly Container[] };
    };
    if (flags.bool('list')) {
      for (const info of found.infos) list(call, info, changed(info).matched);
      return;
    }
    patchAll(call, found, 'env updated', 'env update to pod template:', (info) => withPodSpec(info, () => changed(info).spec));
  },
};

function withEnv(container: Container, change: EnvChange, overwrite: boolean): Container {
  if (!overwrite) {
    const taken = change.set.find((variable) => container.env?.some((other) => other.name === variable.name));
    if (taken)
      throw new Failure(
        `'${taken.name}' already has a value (${container.env?.find((other) => other.name === taken.name)?.value ?? ''}), and --overwrite is false`,
      );
  }
  const env = changeEnv(container.env ?? [], change);
  if (env.length) return { ...container, env };
  const { env: _, ...rest } = container;
  return rest;
}
