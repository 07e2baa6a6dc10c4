import type { KubeObject } from '../../kube/meta.ts';
import { storedQuantity, canonicalQuantity } from '../../kube/quantity.ts';
import { ApiError } from './errors.ts';
import { fromAutoscalingV1 } from './autoscaling-v1.ts';
import { RFC3339, RFC3339_MICRO, timeProblem } from './go-time.ts';
import { type Field, type GoType, type Struct, rootKey, structOf } from './schema/parse.ts';

/**
 * Manifests on their way in, as Go's JSON decoder takes them: the first wrong type refuses a manifest, unknown fields are collected,
 * and what remains is what Go would write out again (empty members gone, structures without a pointer always there).
 * Models sigs.k8s.io/json and the strict decoding of kube-apiserver.
 */
export interface Decoded<T> {
  readonly value: T;
  /** In the order of the fields' names, as kubectl sends them. */
  readonly unknownFields: readonly string[];
  /** `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`. */
  readonly error: string | undefined;
}

type Plain = Readonly<Record<string, unknown>>;

const INT32: GoType = { kind: 'int', go: 'int32' };
const TEXT: GoType = { kind: 'string', go: 'string' };

class Decoder {
  error: string | undefined;
  readonly unknownFields: string[] = [];
  /** The names of the fields on the way, without indexes: Go's decoder knows no more. */
  readonly names: string[] = [];
  /**
   * `keepEmpty`: lists and maps that were given empty stay, as in Go's memory; only when it writes them are they left out.
   * `struct` is the innermost structure whose field is being decoded.
   */
  constructor(
    private readonly keepEmpty = false,
    private struct = '',
  ) {}

  fail(message: string): undefined {
    this.error ??= message;
    return undefined;
  }

  private mismatch(found: string, type: GoType): undefined {
    const where = this.struct ? `Go struct field ${this.struct}.${this.names.join('.')}` : 'Go value';
    return this.fail(`json: cannot unmarshal ${found} into ${where} of type ${type.go}`);
  }

  /** The value as Go would hold it; undefined for null and for what cannot be decoded. `path` has the indexes. */
  value(type: GoType, given: unknown, path: string): unknown {
    if (given === null || given === undefined) return undefined;
    switch (type.kind) {
      case 'pointer':
        return this.value(type.of, given, path);
      case 'struct':
        return isPlain(given) ? this.structure(structOf(type.key), given, path) : this.mismatch(jsonType(given), type);
      case 'list':
        return this.list(type, given, path);
      case 'map':
        return this.map(type, given, path);
      default:
        return this.scalar(type, given);
    }
  }

  private list(type: GoType & { kind: 'pointer' | 'list' | 'map' }, given: unknown, path: string): unknown {
    if (!Array.isArray(given)) return this.mismatch(jsonType(given), type);
    let same = true;
    const items = given.map((item: unknown, i) => {
      const next = this.value(type.of, item, `${path}[${i}]`) ?? zeroElement(type.of);
      if (next !== item) same = false;
      return next;
    });
    return same ? given : items;
  }

  private map(type: GoType & { kind: 'pointer' | 'list' | 'map' }, given: unknown, path: string): unknown {
    if (!isPlain(given)) return this.mismatch(jsonType(given), type);
    let same = true;
    const next: Record<string, unknown> = {};
    for (const key of Object.keys(given).sort()) {
      const item = given[key];
      const decoded = type.of.kind === 'quantity' ? this.quantity(item, storedQuantity) : this.value(type.of, item, `${path}.${key}`);
      next[key] = decoded ?? zeroElement(type.of);
      if (next[key] !== item) same = false;
    }
    return same ? given : next;
  }

  structure(struct: Struct, given: Plain, path: string): unknown {
    const outer = this.struct;
    const next: Record<string, unknown> = {};
    let same = true;
    for (const name of Object.keys(given).sort()) {
      if (given[name] === undefined) {
        same = false;
        continue;
      }
      const field = struct.fields.get(name);
      const inner = path ? `${path}.${name}` : name;
      if (!field) {
        this.unknownFields.push(inner);
        same = false;
        continue;
      }
      this.struct = struct.name;
      // What is embedded in a whole object has no name of its own at its top.
      const names = path ? [...field.via, name] : [name];
      this.names.push(...names);
      const decoded = this.value(field.type, given[name], inner);
      this.names.length -= names.length;
      if (decoded === undefined || (field.omitEmpty && isEmpty(field, decoded, this.keepEmpty))) same = false;
      else {
        next[name] = decoded;
        if (decoded !== given[name]) same = false;
      }
    }
    this.struct = outer;
    for (const field of struct.fields.values()) {
      if (next[field.name] !== undefined) continue;
      const zero = zeroField(field);
      if (zero === undefined) continue;
      next[field.name] = zero;
      same = false;
    }
    return same ? given : next;
  }

  private scalar(type: GoType, given: unknown): unknown {
    switch (type.kind) {
      case 'string':
        return typeof given === 'string' ? given : this.mismatch(jsonType(given), type);
      case 'bool':
        return typeof given === 'boolean' ? given : this.mismatch(jsonType(given), type);
      case 'int':
        if (typeof given !== 'number') return this.mismatch(jsonType(given), type);
        return fits(given, type.go) ? given : this.mismatch(`number ${goNumber(given)}`, type);
      case 'float':
        return typeof given === 'number' ? given : this.mismatch(jsonType(given), type);
      case 'quantity':
        return this.quantity(given, canonicalQuantity);
      case 'intOrString':
        if (typeof given === 'string') return given;
        if (typeof given === 'number' && fits(given, 'int32')) return given;
        return this.mismatch(typeof given === 'number' ? `number ${goNumber(given)}` : jsonType(given), INT32);
      case 'time':
      case 'microTime':
        return this.time(given, type.kind === 'time' ? RFC3339 : RFC3339_MICRO);
      case 'bytes':
        if (typeof given !== 'string') return this.mismatch(jsonType(given), type);
        return this.base64(given);
      case 'duration':
        return typeof given === 'string' ? given : this.mismatch(jsonType(given), TEXT);
      default:
        return given;
    }
  }

  private quantity(given: unknown, canonical: (text: string) => string): unknown {
    if (given === null || given === undefined) return undefined;
    try {
      return canonical(typeof given === 'string' ? given.trim() : typeof given === 'number' ? goNumber(given) : JSON.stringify(given));
    } catch (error) {
      return this.fail((error as Error).message);
    }
  }

  private time(given: unknown, layout: string): unknown {
    if (typeof given !== 'string') return this.mismatch(jsonType(given), TEXT);
    // Objects that were made up here have '' where the server puts the time: it counts as null.
    if (given === '') return undefined;
    const problem = timeProblem(given, layout);
    return problem === undefined ? given : this.fail(problem);
  }

  private base64(given: string): unknown {
    const bad = given.search(/[^A-Za-z0-9+/=\n\r]/);
    const length = given.replace(/[\n\r]/g, '').length;
    if (bad < 0 && length % 4 === 0) return given;
    return this.fail(`illegal base64 data at input byte ${bad < 0 ? Math.max(0, length - (length % 4)) : bad}`);
  }
}

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

const jsonType = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);

/** A number as Go prints the JSON that kubectl makes of it. */
function goNumber(value: number): string {
  const text = String(value);
  return /e[+-]\d$/.test(text) ? text.replace(/e([+-])(\d)$/, 'e$10$2') : text;
}

const INT_RANGES: Readonly<Record<string, readonly [number, number]>> = { int32: [-2_147_483_648, 2_147_483_647], uint8: [0, 255], uint32: [0, 4_294_967_295] };

function fits(value: number, go: string): boolean {
  const [min, max] = INT_RANGES[go] ?? [-(2 ** 63), 2 ** 63];
  return Number.isInteger(value) && value >= min && value <= max;
}

/** Whether Go leaves the value out where the tag says omitempty: nothing behind a pointer is empty, and no structure is. */
function isEmpty({ type }: Field, value: unknown, keepEmpty: boolean): boolean {
  if (type.kind === 'pointer' || type.kind === 'struct') return false;
  if (type.kind === 'quantity' || type.kind === 'intOrString' || type.kind === 'any') return false;
  if (Array.isArray(value)) return !keepEmpty && value.length === 0;
  if (isPlain(value)) return !keepEmpty && Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

/** What Go writes for a field that was not given, or undefined where that is nothing (or null, which the engine does without). */
function zeroField(field: Field): unknown {
  if (field.type.kind === 'struct') return zeroOf(field.type);
  if (field.omitEmpty || field.type.kind === 'time' || field.type.kind === 'microTime') return undefined;
  return zeroOf(field.type);
}

/** What stands for null in a list or a map, where nothing can be left out. */
function zeroElement(type: GoType): unknown {
  if (type.kind === 'list') return [];
  return type.kind === 'map' ? {} : type.kind === 'bytes' ? '' : zeroOf(type);
}

const zeroStructs = new Map<string, Plain>();

function zeroOf(type: GoType): unknown {
  switch (type.kind) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int':
    case 'float':
      return 0;
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'struct': {
      let zero = zeroStructs.get(type.key);
      if (!zero) zeroStructs.set(type.key, (zero = new Decoder().structure(structOf(type.key), {}, '') as Plain));
      return zero;
    }
    default:
      return undefined;
  }
}

/** What Go would write of an object that it holds: what is empty is left out. Only for kinds that are served. */
export function withoutEmpty(object: KubeObject): KubeObject {
  const key = rootKey(object.apiVersion, object.kind);
  return key === undefined ? object : (decodeAs(key, object, false).value as KubeObject);
}

/** Decodes a value as one of the versioned structures: `apps/v1.Deployment`. */
export function decodeAs(key: string, given: unknown, keepEmpty = true): Decoded<unknown> {
  const decoder = new Decoder(keepEmpty);
  const value = isPlain(given) ? decoder.structure(structOf(key), given, '') : decoder.value({ kind: 'struct', key, go: key }, given, '');
  return { value, unknownFields: decoder.unknownFields, error: decoder.error };
}

/** What kubectl itself finds wrong with an object's metadata before it sends it, or undefined. */
export function checkObjectMeta(metadata: unknown): string | undefined {
  const decoder = new Decoder(false, 'metadataOnlyObject');
  decoder.names.push('metadata');
  decoder.value({ kind: 'struct', key: 'meta/v1.ObjectMeta', go: 'v1.ObjectMeta' }, metadata, 'metadata');
  return decoder.error;
}

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/**
 * The object of a manifest, in the version in which it is stored. Throws ApiError: NotFound for a kind that is not served, BadRequest
 * for a wrong type or (where strict) an unknown field. `warn` is told of unknown fields where they are only warned about.
 */
export function decode(document: unknown, validation: FieldValidation = 'Strict', warn?: (message: string) => void): KubeObject {
  const { apiVersion = '', kind = '' } = (isPlain(document) ? document : {}) as { apiVersion?: string; kind?: string };
  const key = rootKey(apiVersion, kind);
  if (!key) throw new ApiError('NotFound', 'the server could not find the requested resource');
  const { value, unknownFields, error } = decodeAs(key, document);
  const cannot = `${kind} in version "${apiVersion.slice(apiVersion.indexOf('/') + 1)}" cannot be handled as a ${kind}: `;
  if (error) throw new ApiError('BadRequest', cannot + error);
  if (unknownFields.length) {
    const said = unknownFields.map((field) => `unknown field ${JSON.stringify(field)}`);
    if (validation === 'Strict') throw new ApiError('BadRequest', `${cannot}strict decoding error: ${said.join(', ')}`);
    if (validation === 'Warn') for (const message of said) warn?.(message);
  }
  const object = value as KubeObject;
  return apiVersion === 'autoscaling/v1' && kind === 'HorizontalPodAutoscaler'
    ? (decodeAs('autoscaling/v2.HorizontalPodAutoscaler', fromAutoscalingV1(object)).value as KubeObject)
    : object;
}
