// Writes src/cluster/api/schema/{versioned,internal,descriptions}.ts from Kubernetes' own Go types.
//
//   node scripts/api-schema/generate.mjs K8S_IO_API KUBERNETES
//
// K8S_IO_API is a checkout of k8s.io/api and KUBERNETES one of k8s.io/kubernetes, both at the version that is modelled.
import { readFileSync, writeFileSync } from 'node:fs';
import { goFile } from './go-types.mjs';

const [apiRoot, kubernetesRoot] = process.argv.slice(2);
if (!apiRoot || !kubernetesRoot) throw new Error('usage: generate.mjs K8S_IO_API KUBERNETES');

const VERSIONED = [
  'core/v1',
  'apps/v1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'coordination/v1',
  'discovery/v1',
  'networking/v1',
  'policy/v1',
  'rbac/v1',
  'scheduling/v1',
  'storage/v1',
];
const INTERNAL = ['core', 'apps', 'batch', 'policy', 'autoscaling'];
const ROOTS = {
  'core/v1': [
    'ConfigMap',
    'Endpoints',
    'Event',
    'LimitRange',
    'Namespace',
    'Node',
    'PersistentVolumeClaim',
    'PersistentVolume',
    'Pod',
    'PodTemplate',
    'ReplicationController',
    'ResourceQuota',
    'Secret',
    'ServiceAccount',
    'Service',
  ],
  'apps/v1': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'autoscaling/v1': ['HorizontalPodAutoscaler', 'Scale'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'batch/v1': ['CronJob', 'Job'],
  'coordination/v1': ['Lease'],
  'discovery/v1': ['EndpointSlice'],
  'networking/v1': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  'policy/v1': ['PodDisruptionBudget', 'Eviction'],
  'rbac/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling/v1': ['PriorityClass'],
  'storage/v1': ['StorageClass'],
};
const INTERNAL_ROOTS = {
  core: [
    'PodSpec',
    'PersistentVolumeClaimSpec',
    'PersistentVolumeSource',
    'VolumeNodeAffinity',
    'ServicePort',
    'Taint',
    'NodeSelectorRequirement',
    'ScopeSelector',
    'LimitRangeItem',
  ],
  batch: ['SuccessPolicy', 'PodFailurePolicyRule'],
  apps: ['DeploymentStrategy', 'StatefulSetUpdateStrategy', 'DaemonSetUpdateStrategy', 'StatefulSetSpec'],
  policy: ['PodDisruptionBudgetSpec'],
  autoscaling: ['MetricSpec'],
};
/** Go types whose JSON is not their structure. */
const SPECIAL = {
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'intOrString',
  'metav1.Time': 'time',
  'metav1.MicroTime': 'microTime',
  'metav1.Duration': 'duration',
  'metav1.FieldsV1': 'any',
  'runtime.RawExtension': 'any',
  'runtime.Object': 'any',
  'types.UID': 'string:types.UID',
  'types.NodeName': 'string:types.NodeName',
  '[]byte': 'bytes',
};

const packages = new Map();
for (const name of VERSIONED) packages.set(name, goFile(readFileSync(`${apiRoot}/${name}/types.go`, 'utf8')));
const meta = `${kubernetesRoot}/staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go`;
packages.set('meta/v1', goFile(readFileSync(meta, 'utf8')));
for (const name of INTERNAL) packages.set(name, goFile(readFileSync(`${kubernetesRoot}/pkg/apis/${name}/types.go`, 'utf8')));

/** The package that a qualifier means within another package: `v1` is core/v1 in apps/v1, `metav1` meta/v1 everywhere. */
function packageOf(qualifier, within) {
  if (qualifier === 'metav1') return 'meta/v1';
  if (qualifier === 'v1' || qualifier === 'corev1' || qualifier === 'apiv1') return 'core/v1';
  if (qualifier === 'api' || qualifier === 'core') return 'core';
  throw new Error(`unknown package ${qualifier} in ${within}`);
}

/** A Go type in the table's words: `*`, `[]` and `{}` (a map from strings) before a scalar, a named string, or a structure's key. */
function typeRef(go, within, reach) {
  if (SPECIAL[go]) return SPECIAL[go];
  if (within === 'meta/v1' && SPECIAL[`metav1.${go}`]) return SPECIAL[`metav1.${go}`];
  if (go.startsWith('*')) return `*${typeRef(go.slice(1), within, reach)}`;
  if (go.startsWith('[]')) return `[]${typeRef(go.slice(2), within, reach)}`;
  const map = /^map\[[\w.]+\](.*)$/.exec(go);
  if (map) return `{}${typeRef(map[1], within, reach)}`;
  if (['string', 'bool', 'int32', 'int64', 'int', 'float64', 'uint8', 'uint32'].includes(go)) return go;
  const dot = go.indexOf('.');
  const home = dot < 0 ? within : packageOf(go.slice(0, dot), within);
  const name = go.slice(dot + 1);
  const found = packages.get(home);
  const defined = found?.named.get(name);
  if (defined) {
    const under = typeRef(defined.type, home, reach);
    return under === 'string' ? `string:${home.split('/').at(-1)}.${name}` : under;
  }
  if (!found?.structs.has(name)) throw new Error(`unknown type ${go} in ${within}`);
  reach(home, name);
  return `${home}.${name}`;
}

function walk(roots, encode) {
  const done = new Map();
  const queue = Object.entries(roots).flatMap(([home, names]) => names.map((name) => [home, name]));
  while (queue.length) {
    const [home, name] = queue.shift();
    const key = `${home}.${name}`;
    if (done.has(key)) continue;
    const struct = packages.get(home).structs.get(name);
    if (!struct) throw new Error(`no structure ${key}`);
    done.set(key, {
      struct,
      encoded: struct.fields
        .map((field) => encode(field, home, (...next) => queue.push(next)))
        .filter(Boolean)
        .join('\n'),
    });
  }
  return [...done].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `name type flags`: o omitempty, i inline, q required, m=KEY merge by key, m merge without one, k retainKeys, p replace. */
function versioned(field, home, reach) {
  const type = typeRef(field.type, home, reach);
  if (field.json === '-') return '';
  const [json, ...options] = (field.json ?? '').split(',');
  const strategy = field.tags.patchStrategy ?? '';
  const flags = [
    options.includes('omitempty') ? 'o' : '',
    options.includes('inline') || (field.embedded && !json) ? 'i' : '',
    !options.includes('omitempty') && !options.includes('inline') && !field.optional ? 'q' : '',
    strategy.includes('retainKeys') ? 'k' : '',
    strategy.includes('replace') ? 'p' : '',
    strategy.includes('merge') ? (field.tags.patchMergeKey ? `m=${field.tags.patchMergeKey}` : 'm') : '',
  ].filter(Boolean);
  return [json || '-', type, ...flags].join(' ');
}

function internal(field, home, reach) {
  return [field.name, typeRef(field.type, home, reach), ...(field.embedded ? ['i'] : [])].join(' ');
}

const quoted = (text) => `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
const header = (what) => `// Generated by scripts/api-schema/generate.mjs from the Go types of Kubernetes v1.36.2 (Apache-2.0). ${what}\n`;
const out = new URL('../../src/cluster/api/schema/', import.meta.url);

const versions = walk(ROOTS, versioned);
const kinds = Object.entries(ROOTS).flatMap(([home, names]) => names.map((name) => [home, name]));
writeFileSync(
  new URL('versioned.ts', out),
  `${header('A line for each field: JSON name, Go type, flags; see parse.ts.')}
/** \`package.Structure\` and its fields. */
export const VERSIONED: Readonly<Record<string, string>> = {
${versions.map(([key, { encoded }]) => `  '${key}': ${quoted(encoded)},`).join('\n')}
};
`,
);
writeFileSync(
  new URL('internal.ts', out),
  `${header("The server's own structures, as its errors print them: Go name, Go type, i where embedded.")}
/** \`package.Structure\` and its fields. */
export const INTERNAL: Readonly<Record<string, string>> = {
${walk(INTERNAL_ROOTS, internal)
  .map(([key, { encoded }]) => `  '${key}': ${quoted(encoded)},`)
  .join('\n')}
};
`,
);
const visibleFields = ({ fields }) => fields.filter((field) => field.json !== '-');
writeFileSync(
  new URL('descriptions.ts', out),
  `${header('First sentences, for kubectl explain and the editor.')}
/** The first sentence about each structure, then one for each of its fields, a line each, in the order of the fields. */
export const DESCRIPTIONS: Readonly<Record<string, string>> = {
${versions.map(([key, { struct }]) => `  '${key}': ${quoted([struct.doc, ...visibleFields(struct).map((field) => field.doc)].join('\n'))},`).join('\n')}
};
`,
);
console.log(`${versions.length} structures of ${kinds.length} kinds`);
