import { formatQuantity, parseQuantity } from '../../../kube/quantity.ts';
import { quote } from './field.ts';

/** Volumes that no longer work, and files of a volume that hide each other. Models the part of pkg/api/pod/warnings.go about volumes. */
type Plain = Readonly<Record<string, unknown>>;

const GONE: readonly (readonly [member: string, shown: string, since: string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

/** The same of a PersistentVolume's source, which names fewer of them. */
export function* goneSources(source: Plain, field: string, except: readonly string[] = []): Iterable<string> {
  for (const [member, shown, since] of GONE) if (source[member] !== undefined && !except.includes(member)) yield `${field}.${shown}: ${since}`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly Plain[] => (Array.isArray(value) ? (value as readonly Plain[]) : []);

interface File {
  readonly path: string;
  readonly source: string;
}
const show = ({ path, source }: File): string => (source ? `${quote(path)} (${source})` : quote(path));

/** Files at the same place, or one where another needs a folder. */
function* overlaps(files: readonly File[]): Iterable<string> {
  const before: File[] = [];
  for (const { path, source } of files) {
    const file = { path: path.replace(/\/+$/, ''), source };
    for (const other of before)
      if (file.path && other.path && (`${other.path}/`.startsWith(`${file.path}/`) || `${file.path}/`.startsWith(`${other.path}/`)))
        yield `${show(file)} with ${show(other)}`;
    before.push(file);
  }
}

const filesOf = (items: unknown, source: string): readonly File[] => list(items).map((item) => ({ path: text(item['path']), source }));

function projectedFiles(projection: Plain): readonly File[] {
  const member = (name: string): Plain | undefined => projection[name] as Plain | undefined;
  const [configMap, secret, down] = [member('configMap'), member('secret'), member('downwardAPI')];
  if (configMap?.['items']) return filesOf(configMap['items'], `ConfigMap ${quote(text(configMap['name']))}`);
  if (secret?.['items']) return filesOf(secret['items'], `Secret ${quote(text(secret['name']))}`);
  if (down?.['items']) return filesOf(down['items'], 'DownwardAPI');
  const token = member('serviceAccountToken');
  if (token) return [{ path: text(token['path']), source: 'ServiceAccountToken' }];
  const bundle = member('clusterTrustBundle');
  if (bundle) return [{ path: text(bundle['path']), source: `ClusterTrustBundle ${quote(text(bundle['name'] ?? bundle['signerName']))}` }];
  const certificate = member('podCertificate');
  const paths: readonly File[] = [
    { path: text(certificate?.['certificateChainPath']), source: 'PodCertificate chain' },
    { path: text(certificate?.['keyPath']), source: 'PodCertificate key' },
    { path: text(certificate?.['credentialBundlePath']), source: 'PodCertificate credential bundle' },
  ];
  return paths.filter(({ path }) => path);
}

function* overlapsOf(volume: Plain): Iterable<string> {
  const say = (what: string, found: string): string => `volume ${quote(text(volume['name']))} (${what}): overlapping paths: ${found}`;
  const configMap = volume['configMap'] as Plain | undefined;
  const secret = volume['secret'] as Plain | undefined;
  const down = volume['downwardAPI'] as Plain | undefined;
  for (const found of overlaps(filesOf(configMap?.['items'], ''))) yield say(`ConfigMap ${quote(text(configMap?.['name']))}`, found);
  for (const found of overlaps(filesOf(secret?.['items'], ''))) yield say(`Secret ${quote(text(secret?.['secretName']))}`, found);
  for (const found of overlaps(filesOf(down?.['items'], ''))) yield say('DownwardAPI', found);
  const sources = list((volume['projected'] as Plain | undefined)?.['sources']);
  for (const source of sources) if (!Object.keys(source).length) yield `volume ${quote(text(volume['name']))} (Projected) has no sources provided`;
  for (const found of overlaps(sources.flatMap(projectedFiles))) yield say('Projected', found);
}

export function* volumeWarnings(volumes: readonly Plain[], field: string): Iterable<string> {
  for (const [i, volume] of volumes.entries()) {
    yield* goneSources(volume, `${field}[${i}]`);
    const template = (volume['ephemeral'] as { volumeClaimTemplate?: { spec?: ClaimSpec } } | undefined)?.volumeClaimTemplate;
    if (template) yield* claimWarnings(template.spec, `${field}[${i}].ephemeral.volumeClaimTemplate.spec`);
  }
  for (const volume of volumes) yield* overlapsOf(volume);
}

/** An amount of bytes has no fraction. */
export function* fractionWarnings(amounts: Readonly<Record<string, string>> | undefined, names: readonly string[], field: string): Iterable<string> {
  for (const name of names) {
    const amount = amounts?.[name];
    if (amount === undefined || parseQuantity(amount).nano % 1_000_000_000n === 0n) continue;
    yield `${field}[${name}]: fractional byte value "${formatQuantity(parseQuantity(amount))}" is invalid, must be an integer`;
  }
}

interface ClaimSpec {
  readonly resources?: { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> };
}

/** About a claim's specification. Models pkg/api/persistentvolumeclaim. */
export function* claimWarnings(spec: ClaimSpec | undefined, field: string): Iterable<string> {
  for (const member of ['requests', 'limits'] as const) yield* fractionWarnings(spec?.resources?.[member], ['storage'], `${field}.resources.${member}`);
}
