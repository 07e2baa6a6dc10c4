import type { Container, Pod } from '../../kube/pod.ts';
import type { Listers } from '../store.ts';

/** A ConfigMap or a Secret, or one key of it, that a Pod needs and that is not there. */
export interface Missing {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Left out where the whole object is missing and no key of it is named. */
  readonly key?: string;
  /** As the kubelet says it: `configmap "settings" not found`. */
  readonly message: string;
}

interface Reference {
  readonly name?: string;
  readonly key?: string;
  readonly optional?: boolean;
}
interface EnvFrom {
  readonly configMapRef?: Reference;
  readonly secretRef?: Reference;
}
interface ValueFrom {
  readonly configMapKeyRef?: Reference;
  readonly secretKeyRef?: Reference;
}
interface FilesOf extends Reference {
  readonly secretName?: string;
  readonly items?: readonly { readonly key: string }[];
}
interface Source {
  readonly configMap?: FilesOf;
  readonly secret?: FilesOf;
}
/** The parts of a container and of a volume that name ConfigMaps and Secrets. */
type Taking = Container & { readonly envFrom?: readonly EnvFrom[] };
type Filled = Source & { readonly name: string; readonly projected?: { readonly sources?: readonly Source[] } };

/** Whether a Pod takes anything from ConfigMaps or Secrets: most do not, and need not be looked at again. */
export function takesConfiguration({ spec }: Pod): boolean {
  return spec.containers.some(takesVariables) || (spec.initContainers?.some(takesVariables) ?? false) || (spec.volumes?.some(takesFiles) ?? false);
}

const takesVariables = (container: Container): boolean =>
  (container as Taking).envFrom !== undefined || (container.env?.some(({ valueFrom }) => valueFrom !== undefined) ?? false);
const takesFiles = (volume: object): boolean => 'configMap' in volume || 'secret' in volume || 'projected' in volume;

/** What a container's variables need and do not find: the first is what the kubelet says. Models the kubelet's makeEnvironmentVariables. */
export function missingVariables(listers: Listers, pod: Pod, container: Container): readonly Missing[] {
  const { envFrom = [], env = [] } = container as Taking;
  const needs = [
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [wanted('ConfigMap', configMapRef), wanted('Secret', secretRef)]),
    ...env.flatMap(({ valueFrom }) => {
      const { configMapKeyRef, secretKeyRef } = (valueFrom ?? {}) as ValueFrom;
      return [wanted('ConfigMap', configMapKeyRef), wanted('Secret', secretKeyRef)];
    }),
  ];
  return needs.flatMap((need) => need ?? []).flatMap((need) => missing(listers, pod, need, AS_VARIABLE) ?? []);
}

/** What a Pod's volumes need and do not find, with the volume's name. Models MountVolume.SetUp of the ConfigMap, Secret and projected volumes. */
export function missingFiles(listers: Listers, pod: Pod): readonly (Missing & { readonly volume: string })[] {
  return ((pod.spec.volumes ?? []) as readonly unknown[] as readonly Filled[]).flatMap(({ name: volume, configMap, secret, projected }) =>
    [{ ...(configMap ? { configMap } : {}), ...(secret ? { secret } : {}) }, ...(projected?.sources ?? [])].flatMap((source) =>
      filesOf(source).flatMap((need) => {
        const found = missing(listers, pod, need, AS_FILE);
        return found ? [{ ...found, volume }] : [];
      }),
    ),
  );
}

interface Need {
  readonly kind: Missing['kind'];
  readonly name: string;
  readonly key?: string;
}

/** Nothing for what is not asked for, and for what need not be there. */
function wanted(kind: Need['kind'], reference: Reference | undefined): Need | undefined {
  if (!reference || reference.optional) return undefined;
  return { kind, name: reference.name ?? '', ...(reference.key === undefined ? {} : { key: reference.key }) };
}

function filesOf({ configMap, secret }: Source): readonly Need[] {
  const needs = (kind: Need['kind'], files: FilesOf | undefined): readonly Need[] => {
    const whole = wanted(kind, files && { ...files, name: files.secretName ?? files.name ?? '' });
    return whole ? [whole, ...(files?.items ?? []).map(({ key }) => ({ ...whole, key }))] : [];
  };
  return [...needs('ConfigMap', configMap), ...needs('Secret', secret)];
}

/** Where a key may stand, and what is said where it does not. */
interface Reading {
  readonly fields: readonly ('data' | 'binaryData')[];
  readonly keyMissing: (kind: Need['kind'], key: string, address: string) => string;
}
/** A variable is text, a file need not be. */
const AS_VARIABLE: Reading = { fields: ['data'], keyMissing: (kind, key, address) => `couldn't find key ${key} in ${kind} ${address}` };
const AS_FILE: Reading = {
  fields: ['data', 'binaryData'],
  keyMissing: (kind, key) => `${kind === 'Secret' ? 'references non-existent secret' : 'configmap references non-existent config'} key: ${key}`,
};

function missing(listers: Listers, pod: Pod, { kind, name, key }: Need, { fields, keyMissing }: Reading): Missing | undefined {
  const namespace = pod.metadata.namespace ?? '';
  const table = kind === 'ConfigMap' ? 'configmaps' : 'secrets';
  const object = listers.get(table, `${namespace}/${name}`) as { readonly data?: object; readonly binaryData?: object } | undefined;
  const named = { kind, name, ...(key === undefined ? {} : { key }) };
  if (!object) return { ...named, message: `${kind.toLowerCase()} ${JSON.stringify(name)} not found` };
  if (key === undefined || fields.some((field) => key in (object[field] ?? {}))) return undefined;
  return { ...named, message: keyMissing(kind, key, `${namespace}/${name}`) };
}

const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*(?::\d+)?$|^\[[0-9A-Fa-f:]+\](?::\d+)?$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const ENDING = /^(.*?)(?::([\w][\w.-]{0,127}))?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,})?$/s;

const judged = new Map<string, string | undefined>();
const JUDGED_MAX = 10_000;

/** Why an image's name is none; undefined for a good one. Models reference.ParseNormalizedNamed of github.com/distribution/reference. */
export function imageNameProblem(image: string): string | undefined {
  if (!judged.has(image)) {
    if (judged.size >= JUDGED_MAX) judged.clear();
    judged.set(image, judge(image));
  }
  return judged.get(image);
}

function judge(image: string): string | undefined {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  const hasDomain = first !== '' && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  const name = ENDING.exec(hasDomain ? image.slice(slash + 1) : image)?.[1] ?? '';
  if (name !== name.toLowerCase() && PATH.test(name.toLowerCase()))
    return `invalid reference format: repository name (${hasDomain || name.includes('/') ? name : `library/${name}`}) must be lowercase`;
  return PATH.test(name) && (!hasDomain || DOMAIN.test(first)) ? undefined : 'invalid reference format';
}
