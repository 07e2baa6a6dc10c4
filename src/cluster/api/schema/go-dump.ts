import { type GoType, type RawField, rawFieldsOf } from './parse.ts';

/**
 * Plain data as Go's spew dumps the structure that it is: with the names and the types that Go has for everything, and with all that is not
 * there. Hashes of templates are made of it. Models k8s.io/utils/dump.ForHash.
 *
 *     (v1.ContainerPort){Name:(string)http HostPort:(int32)0 ContainerPort:(int32)80 Protocol:(v1.Protocol)TCP HostIP:(string)}
 */
export function goDump(value: unknown, key: string): string {
  return dumped(value, { kind: 'struct', key, go: goNameOf(key) }, true);
}

const goNameOf = (key: string): string => key.slice(key.lastIndexOf('/', key.indexOf('.')) + 1);

/** Members whose Go name is another than their own with a capital letter. */
const GO_NAMES: Readonly<Record<string, string>> = {
  apiGroup: 'APIGroup',
  apiVersion: 'APIVersion',
  awsElasticBlockStore: 'AWSElasticBlockStore',
  cephfs: 'CephFS',
  chapAuthDiscovery: 'DiscoveryCHAPAuth',
  chapAuthSession: 'SessionCHAPAuth',
  csi: 'CSI',
  diskURI: 'DataDiskURI',
  dnsConfig: 'DNSConfig',
  dnsPolicy: 'DNSPolicy',
  endpoints: 'EndpointsName',
  fc: 'FC',
  fsGroup: 'FSGroup',
  fsGroupChangePolicy: 'FSGroupChangePolicy',
  fsType: 'FSType',
  gcePersistentDisk: 'GCEPersistentDisk',
  gmsaCredentialSpec: 'GMSACredentialSpec',
  gmsaCredentialSpecName: 'GMSACredentialSpecName',
  grpc: 'GRPC',
  httpGet: 'HTTPGet',
  httpHeaders: 'HTTPHeaders',
  ip: 'IP',
  iqn: 'IQN',
  iscsi: 'ISCSI',
  iscsiInterface: 'ISCSIInterface',
  metadata: 'ObjectMeta',
  nfs: 'NFS',
  os: 'OS',
  pdName: 'PDName',
  rbd: 'RBD',
  seLinuxChangePolicy: 'SELinuxChangePolicy',
  seLinuxOptions: 'SELinuxOptions',
  serviceAccount: 'DeprecatedServiceAccount',
  sslEnabled: 'SSLEnabled',
  storageos: 'StorageOS',
  tcpSocket: 'TCPSocket',
  tty: 'TTY',
  uid: 'UID',
  wwids: 'WWIDs',
  'core/v1.RBDVolumeSource image': 'RBDImage',
  'core/v1.RBDVolumeSource monitors': 'CephMonitors',
  'core/v1.RBDVolumeSource pool': 'RBDPool',
  'core/v1.RBDVolumeSource user': 'RadosUser',
};

const NO_TIME = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';

function dumped(value: unknown, type: GoType, withType: boolean): string {
  if (type.kind === 'pointer') {
    if (value === undefined || value === null) return withType ? `(*${type.go})<nil>` : '<nil>';
    return `(*${type.go})${dumped(value, type.of, false)}`;
  }
  return `${withType ? `(${type.go})` : ''}${plain(value, type)}`;
}

function plain(value: unknown, type: GoType): string {
  switch (type.kind) {
    case 'struct':
      return struct((value ?? {}) as Readonly<Record<string, unknown>>, type.key);
    case 'list': {
      const items = (value ?? []) as readonly unknown[];
      return items.length ? `[${items.map((item) => dumped(item, type.of, false)).join(' ')}]` : '<nil>';
    }
    case 'map': {
      const entries = Object.entries((value ?? {}) as Readonly<Record<string, unknown>>).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      return entries.length ? `map[${entries.map(([key, item]) => `${key}:${dumped(item, type.of, false)}`).join(' ')}]` : '<nil>';
    }
    case 'bool':
      return String(value ?? false);
    case 'int':
    case 'float':
      return String(value ?? 0);
    case 'intOrString':
      return typeof value === 'string'
        ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
        : `{Type:(intstr.Type)0 IntVal:(int32)${(value as number | undefined) ?? 0} StrVal:(string)}`;
    case 'quantity':
      return quantity(String(value ?? '0'));
    case 'time':
      return NO_TIME;
    default:
      return String(value ?? '');
  }
}

function struct(value: Readonly<Record<string, unknown>>, key: string): string {
  return `{${rawFieldsOf(key)
    .map((field) => member(value, key, field))
    .join(' ')}}`;
}

function member(value: Readonly<Record<string, unknown>>, key: string, { name, type, isEmbedded }: RawField): string {
  if (isEmbedded) return `${type.go.slice(type.go.indexOf('.') + 1)}:${dumped(value, type, true)}`;
  const goName = GO_NAMES[`${key} ${name}`] ?? GO_NAMES[name] ?? `${name[0]?.toUpperCase()}${name.slice(1)}`;
  return `${goName}:${dumped(value[name], type, true)}`;
}

const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };

/** A quantity's insides after it was parsed, for amounts that fit into 64 bits. Models resource.ParseQuantity. */
function quantity(text: string): string {
  const [, digits = '0', fraction = '', suffix = ''] = /^\+?(\d*)(?:\.(\d*))?(\D.*)?$/.exec(text) ?? [];
  const power = BINARY.indexOf(suffix) + 1;
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  const format = power ? 'BinarySI' : exponent === undefined ? 'DecimalSI' : 'DecimalExponent';
  const scale = (power ? 0 : exponent === undefined ? (DECIMAL[suffix] ?? 0) : Number(exponent)) - fraction.length;
  const shifted = (digits + fraction).replace(/^0+/, '') || '0';
  const value = BigInt(shifted);
  const isKept = power ? (value & 7n) !== 0n : scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
  return `{i:(resource.int64Amount){value:(int64)${value << BigInt(10 * power)} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${isKept ? text : ''} Format:(resource.Format)${format}}`;
}
