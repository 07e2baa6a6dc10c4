import { INTERNAL } from './internal.ts';
import { VERSIONED } from './versioned.ts';

/** A Go type, as far as its JSON depends on it. `go` is how Go prints it in an error. */
export type GoType =
  | {
      readonly kind: 'string' | 'bool' | 'int' | 'float' | 'quantity' | 'intOrString' | 'time' | 'microTime' | 'duration' | 'bytes' | 'any';
      readonly go: string;
    }
  | { readonly kind: 'pointer' | 'list' | 'map'; readonly of: GoType; readonly go: string }
  | { readonly kind: 'struct'; readonly key: string; readonly go: string };

export interface Field {
  /** The JSON name; in the server's own structures the Go name. */
  readonly name: string;
  readonly type: GoType;
  readonly omitEmpty: boolean;
  readonly required: boolean;
  /** A strategic merge replaces all members but keeps those that the patch names. */
  readonly retainKeys: boolean;
  /** A patch has the whole map, and takes the place of what was there. */
  readonly replaces: boolean;
  /** A strategic merge merges the list or map: by this member of its items, or by value where it is ''. */
  readonly mergeKey: string | undefined;
  /** The structures that are embedded on the way to it: `VolumeSource`. The decoder's errors name them. */
  readonly via: readonly string[];
}

export interface Struct {
  readonly key: string;
  /** The name alone, as errors show it: `DeploymentSpec`. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, Field>;
}

const SCALARS: Readonly<Record<string, GoType>> = {
  string: { kind: 'string', go: 'string' },
  bool: { kind: 'bool', go: 'bool' },
  int: { kind: 'int', go: 'int' },
  int32: { kind: 'int', go: 'int32' },
  int64: { kind: 'int', go: 'int64' },
  uint8: { kind: 'int', go: 'uint8' },
  uint32: { kind: 'int', go: 'uint32' },
  float64: { kind: 'float', go: 'float64' },
  quantity: { kind: 'quantity', go: 'resource.Quantity' },
  intOrString: { kind: 'intOrString', go: 'intstr.IntOrString' },
  time: { kind: 'time', go: 'v1.Time' },
  microTime: { kind: 'microTime', go: 'v1.MicroTime' },
  duration: { kind: 'duration', go: 'v1.Duration' },
  bytes: { kind: 'bytes', go: '[]uint8' },
  any: { kind: 'any', go: 'runtime.RawExtension' },
};

/** `core/v1.Container` is printed as `v1.Container`. */
const goName = (key: string): string => key.slice(key.lastIndexOf('/', key.indexOf('.')) + 1);

function parseType(text: string): GoType {
  if (text.startsWith('*')) {
    const of = parseType(text.slice(1));
    return { kind: 'pointer', of, go: of.go };
  }
  if (text.startsWith('[]')) {
    const of = parseType(text.slice(2));
    return { kind: 'list', of, go: `[]${of.go}` };
  }
  if (text.startsWith('{}')) {
    const of = parseType(text.slice(2));
    return { kind: 'map', of, go: of.kind === 'quantity' ? 'v1.ResourceList' : `map[string]${of.go}` };
  }
  if (text.startsWith('string:')) return { kind: 'string', go: text.slice('string:'.length) };
  return SCALARS[text] ?? { kind: 'struct', key: text, go: goName(text) };
}

const nameOf = (key: string): string => key.slice(key.indexOf('.') + 1);

function parseStruct(table: Readonly<Record<string, string>>, key: string): Struct {
  const fields = new Map<string, Field>();
  for (const line of (table[key] ?? '').split('\n')) {
    if (!line) continue;
    const [name = '', typeText = '', ...flags] = line.split(' ');
    const type = parseType(typeText);
    if (flags.includes('i')) {
      const inner = type.kind === 'pointer' ? type.of : type;
      if (inner.kind === 'struct')
        // metav1's structures keep their JSON tags inside the server.
        for (const [innerName, field] of parseStruct(inner.key.startsWith('meta/v1.') ? VERSIONED : table, inner.key).fields)
          fields.set(innerName, { ...field, via: [nameOf(inner.key), ...field.via] });
      continue;
    }
    const merge = flags.find((flag) => flag === 'm' || flag.startsWith('m='));
    fields.set(name, {
      name,
      type,
      omitEmpty: flags.includes('o'),
      required: flags.includes('q'),
      retainKeys: flags.includes('k'),
      replaces: flags.includes('p'),
      mergeKey: merge === undefined ? undefined : merge.slice(2),
      via: [],
    });
  }
  return { key, name: nameOf(key), fields };
}

const versioned = new Map<string, Struct>();
const internal = new Map<string, Struct>();

/** The structure of a key of the versioned table: `apps/v1.Deployment`. Unknown keys have no fields. */
export function structOf(key: string): Struct {
  let struct = versioned.get(key);
  if (!struct) versioned.set(key, (struct = parseStruct(VERSIONED, key)));
  return struct;
}

/** One of the server's own structures: `apps.DeploymentStrategy`. */
export function internalStructOf(key: string): Struct {
  let struct = internal.get(key);
  if (!struct) internal.set(key, (struct = parseStruct(INTERNAL, key)));
  return struct;
}

const PACKAGES: Readonly<Record<string, string>> = {
  v1: 'core/v1',
  'rbac.authorization.k8s.io/v1': 'rbac/v1',
  'networking.k8s.io/v1': 'networking/v1',
  'discovery.k8s.io/v1': 'discovery/v1',
  'coordination.k8s.io/v1': 'coordination/v1',
  'scheduling.k8s.io/v1': 'scheduling/v1',
  'storage.k8s.io/v1': 'storage/v1',
};

/** The key of a kind's structure, or undefined where this version of it is not served. */
export function rootKey(apiVersion: string, kind: string): string | undefined {
  const key = `${PACKAGES[apiVersion] ?? apiVersion}.${kind}`;
  return VERSIONED[key] === undefined ? undefined : key;
}

/** A field along a path of JSON names, through pointers, lists and maps: `kubectl explain`. Undefined where there is none. */
export function fieldAt(root: string, path: readonly string[]): { readonly struct: Struct; readonly field: Field } | undefined {
  let struct = structOf(root);
  let field: Field | undefined;
  for (const [i, name] of path.entries()) {
    field = struct.fields.get(name);
    if (!field) return undefined;
    if (i === path.length - 1) return { struct, field };
    const inner = innermost(field.type);
    if (inner.kind !== 'struct') return undefined;
    struct = structOf(inner.key);
  }
  return undefined;
}

/** What a pointer, list or map is made of in the end. */
export function innermost(type: GoType): GoType {
  return 'of' in type ? innermost(type.of) : type;
}

/** A line of a structure's declaration, in Go's order; an embedded structure is one line. */
export interface RawField {
  readonly name: string;
  readonly type: GoType;
  readonly isEmbedded: boolean;
}

const raw = new Map<string, readonly RawField[]>();

/** A structure of the versioned table as Go declares it. */
export function rawFieldsOf(key: string): readonly RawField[] {
  let fields = raw.get(key);
  if (!fields) {
    fields = (VERSIONED[key] ?? '').split('\n').flatMap((line) => {
      const [name = '', type = '', ...flags] = line.split(' ');
      return name ? [{ name, type: parseType(type), isEmbedded: flags.includes('i') }] : [];
    });
    raw.set(key, fields);
  }
  return fields;
}
