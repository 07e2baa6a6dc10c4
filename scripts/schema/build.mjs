/**
 * `npm run schema`: writes the JSON schema that the editor completes, explains and checks manifests with, from the types of kubernetes-models
 * (Kubernetes 1.36). The result is committed, since it changes only with the version of Kubernetes; what it is made with is installed
 * here and not with the project, which runs on older versions of Node than kubernetes-models asks for.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../lib/setup.mjs';

const WORKSHOP = join(ROOT, '.cache/schema');
const TOOLS = ['kubernetes-models@5.1.0', 'ts-json-schema-generator@2.4.0', 'typescript@5.9.3'];
mkdirSync(WORKSHOP, { recursive: true });
writeFileSync(join(WORKSHOP, 'package.json'), '{ "private": true, "type": "module" }\n');
writeFileSync(join(WORKSHOP, 'tsconfig.json'), '{ "compilerOptions": { "module": "ESNext", "moduleResolution": "bundler", "strict": true } }\n');
cpSync(join(ROOT, 'scripts/schema/kinds.ts'), join(WORKSHOP, 'kinds.ts'));
const installed = spawnSync('npm', ['install', '--no-save', '--no-package-lock', '--engine-strict=false', ...TOOLS], { cwd: WORKSHOP, stdio: 'inherit' });
if (installed.status !== 0) process.exit(1);
const { createGenerator } = createRequire(join(WORKSHOP, 'package.json'))('ts-json-schema-generator');

const OUT = join(ROOT, 'src/ui/editor/schema/kubernetes.json');
/** Volumes that nobody uses in a playground without a network: their fields would be half of the file, and are neither offered nor checked. */
const VOLUMES_LEFT_OPEN =
  /^(awsElasticBlockStore|azureDisk|azureFile|cephfs|cinder|csi|fc|flexVolume|flocker|gcePersistentDisk|gitRepo|glusterfs|iscsi|nfs|photonPersistentDisk|portworxVolume|quobyte|rbd|scaleIO|storageos|vsphereVolume|image)$/;

const { definitions } = definitionsOf('Kinds');
const refName = (ref) => decodeURIComponent(ref.slice('#/definitions/'.length));
const kindsIn = ({ properties }) => Object.entries(properties).map(([kind, { $ref }]) => ({ kind, name: refName($ref) }));
const kinds = [...kindsIn(definitions.Kinds), ...takeApart(definitionsOf('KindsApart'))];

function definitionsOf(type) {
  return createGenerator({ path: join(WORKSHOP, 'kinds.ts'), tsconfig: join(WORKSHOP, 'tsconfig.json'), type, skipTypeCheck: true }).createSchema(type);
}

/** Adds the definitions of kinds that stand apart, under names of their own where they differ from those that are there. */
function takeApart({ definitions: { KindsApart: root, ...apart } }) {
  const clashing = Object.keys(apart).filter((name) => definitions[name] && JSON.stringify(definitions[name]) !== JSON.stringify(apart[name]));
  const renamed = JSON.parse(JSON.stringify(apart), (key, value) => (key === '$ref' && clashing.includes(refName(value)) ? `${value}Apart` : value));
  for (const [name, definition] of Object.entries(renamed)) definitions[clashing.includes(name) ? `${name}Apart` : name] = definition;
  return kindsIn(root);
}

/** Leaves out what a reader of a tooltip cannot use: links, lists of enum values (completion shows them), feature gates. */
function tidyDescription(text) {
  return text
    .replace(/\n*Possible enum values:[\s\S]*$/, '')
    .replace(/\s*More info:\s*\S+/g, '')
    .replace(/\s*(This field depends on|This requires) the \w+ feature gate[^.]*\./g, '')
    .trim();
}

function tidy(node) {
  if (Array.isArray(node)) return node.forEach(tidy);
  if (!node || typeof node !== 'object') return;
  // The API has no fractions but in quantities.
  if (node.type === 'number') node.type = 'integer';
  if (Array.isArray(node.type)) node.type = node.type.map((type) => (type === 'number' ? 'integer' : type));
  if (typeof node.description === 'string') node.description = tidyDescription(node.description);
  Object.values(node).forEach(tidy);
}

tidy(definitions);
definitions.IQuantity = { ...definitions.IQuantity, type: ['string', 'number'] };
// `kubectl create --dry-run=client -o yaml` prints `creationTimestamp: null`.
definitions.ITime = { ...definitions.ITime, type: ['string', 'null'] };
for (const { properties } of [definitions.IVolume, definitions.IPersistentVolumeSpec])
  for (const [field, { description }] of Object.entries(properties))
    if (VOLUMES_LEFT_OPEN.test(field)) properties[field] = { type: 'object', ...(description ? { description } : {}) };
// What `kubectl get -o yaml` prints may be pasted; it is the cluster's to fill in, and not explained.
definitions.IObjectMeta.properties.managedFields = { type: 'array', description: definitions.IObjectMeta.properties.managedFields.description };
// Whatever a controller wants to keep.
definitions.IControllerRevision.properties.data = { description: definitions.IControllerRevision.properties.data.description };
for (const { name } of kinds) {
  const { status } = definitions[name].properties;
  if (status) definitions[name].properties.status = { type: 'object', description: status.description };
}

/** autoscaling/v1 has the same kind and another spec, which kubernetes-models' types cannot stand beside v2's under one name. */
definitions.IHorizontalPodAutoscalerV1 = structuredClone(definitions.IHorizontalPodAutoscaler);
definitions.IHorizontalPodAutoscalerV1.properties.apiVersion.const = 'autoscaling/v1';
definitions.IHorizontalPodAutoscalerV1.properties.spec = { $ref: '#/definitions/IHorizontalPodAutoscalerV1Spec' };
const { minReplicas, maxReplicas, scaleTargetRef } = definitions.IHorizontalPodAutoscalerSpec.properties;
definitions.IHorizontalPodAutoscalerV1Spec = {
  type: 'object',
  properties: {
    maxReplicas,
    minReplicas,
    scaleTargetRef,
    targetCPUUtilizationPercentage: {
      type: 'integer',
      description: 'The target average CPU utilization over all Pods, as a percentage of the requested CPU. If it is left out, 80% is used.',
    },
  },
  required: ['maxReplicas', 'scaleTargetRef'],
  additionalProperties: false,
};

function collectUsed(names) {
  const used = new Set();
  const scan = (node) => {
    if (!node || typeof node !== 'object') return;
    if (typeof node.$ref === 'string') visit(refName(node.$ref));
    Object.values(node).forEach(scan);
  };
  const visit = (name) => {
    if (used.has(name)) return;
    used.add(name);
    scan(definitions[name]);
  };
  names.forEach(visit);
  return [...used].sort();
}

const whenKind = (kind, apiVersion) => ({
  required: apiVersion ? ['kind', 'apiVersion'] : ['kind'],
  properties: { kind: { const: kind }, ...(apiVersion ? { apiVersion: { const: apiVersion } } : {}) },
});
const branches = kinds.flatMap(({ kind, name }) => {
  const then = { $ref: `#/definitions/${name}` };
  if (kind !== 'HorizontalPodAutoscaler') return [{ if: whenKind(kind), then }];
  return [{ if: whenKind(kind, 'autoscaling/v1'), then: { $ref: '#/definitions/IHorizontalPodAutoscalerV1' }, else: { if: whenKind(kind), then } }];
});
const used = collectUsed([...kinds.map(({ name }) => name), 'IHorizontalPodAutoscalerV1']);
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Kubernetes 1.36',
  type: 'object',
  required: ['apiVersion', 'kind'],
  properties: {
    // Other kinds may be applied too: the lists are what completion offers, and no bounds.
    apiVersion: {
      anyOf: [{ enum: [...new Set([...kinds.map(({ name }) => definitions[name].properties.apiVersion.const), 'autoscaling/v1'])] }, { type: 'string' }],
    },
    kind: { anyOf: [{ enum: kinds.map(({ kind }) => kind) }, { type: 'string' }] },
  },
  // `if`/`then` by kind gives one precise message, where `oneOf` would list every kind's complaints.
  allOf: branches,
  definitions: Object.fromEntries(used.map((name) => [name, definitions[name]])),
};
const text = `${JSON.stringify(schema)}\n`;
writeFileSync(OUT, text);
console.log(`${used.length} definitions, ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} compressed`);
