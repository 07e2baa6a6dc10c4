import { isConfigMapKey } from '../../cluster/api/validation/names.ts';
import type { Call } from '../core/call.ts';
import { byCode } from '../core/dig.ts';
import { fail } from '../core/failure.ts';
import { type Flag, flag } from '../core/flags.ts';
import { NO_VARIABLE_NAME, isVariableName } from './set-env.ts';

/** The flags of what a ConfigMap or a Secret holds. */
export const DATA_FLAGS: readonly Flag[] = [
  flag('from-literal', '', 'array', 'Specify a key and literal value to insert in configmap (i.e. mykey=somevalue)'),
  flag(
    'from-file',
    '',
    'strings',
    'Key file can be specified using its file path, in which case file basename will be used as configmap key, or optionally with a key and file path, in which case the given key will be used.',
  ),
  flag('from-env-file', '', 'strings', 'Specify the path to a file to read lines of key=val pairs to create a configmap.'),
  flag('append-hash', '', 'bool', 'Append a hash of the configmap to its name.'),
];

/** What `--from-file`, `--from-literal` and `--from-env-file` name, by key. Fails for a key that is wrong, or there twice. */
export function dataOf(call: Call, kind: 'ConfigMap' | 'Secret', name: string): Record<string, string> {
  const { flags } = call;
  const data = new Map<string, string>();
  const file = (path: string): string => call.context.files.get(path) ?? fail(`error reading ${path}: no such file or directory`);
  if (flags.list('from-env-file').length && (flags.list('from-file').length || flags.list('from-literal').length))
    fail('from-env-file cannot be combined with from-file or from-literal');
  const add = (key: string, value: string): void => {
    const wrong = isConfigMapKey(key);
    const quoted = JSON.stringify(key);
    if (wrong.length)
      fail(
        kind === 'Secret'
          ? `${quoted} is not valid key name for a Secret ${wrong.join(';')}`
          : `${quoted} is not a valid key name for a ConfigMap: ${wrong.join(',')}`,
      );
    if (data.has(key))
      fail(
        kind === 'Secret'
          ? `cannot add key ${key}, another key by that name already exists`
          : `cannot add key ${quoted}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`,
      );
    data.set(key, value);
  };
  for (const source of flags.list('from-file')) {
    const [key, path] = fileSource(source);
    add(key, file(path));
  }
  for (const literal of flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) fail(`invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, equals), literal.slice(equals + 1));
  }
  for (const source of flags.list('from-env-file')) for (const [key, value] of variables(file(source))) add(key, value);
  return Object.fromEntries([...data].sort(([a], [b]) => byCode(a, b)));
}

/** The key and the path of `--from-file`. Models util.ParseFileSource. */
function fileSource(source: string): readonly [string, string] {
  const parts = source.split('=');
  if (parts.length === 1) return [source.slice(source.lastIndexOf('/') + 1), source];
  if (source.startsWith('=')) fail(`key name for file path ${source.slice(1)} missing`);
  if (source.endsWith('=')) fail(`file path for key name ${source.slice(0, -1)} missing`);
  if (parts.length > 2) fail("key names or file paths cannot contain '='");
  return [parts[0] as string, parts[1] as string];
}

/** The lines of a file of variables; one without a value would be looked up in the environment, which is empty. Models AddFromEnvFile. */
function variables(text: string): readonly (readonly [string, string])[] {
  return text.split('\n').flatMap((given) => {
    const line = given.trimStart();
    if (!line || line.startsWith('#')) return [];
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    if (!isVariableName(key)) fail(`${JSON.stringify(key)} is not a valid key name: ${NO_VARIABLE_NAME}`);
    return [[key, equals < 0 ? '' : line.slice(equals + 1)] as const];
  });
}
