import type { PodSpec, PodTemplate } from '../../../kube/pod.ts';
import { type Plain, each, fill, fillZero, within, without } from '../defaults.ts';

/** The defaults of a Pod's specification wherever it stands: in a Pod or in a template. Models pkg/apis/core/v1/defaults.go. */

const VOLUME_MODE = 0o644;
const TOKEN_SECONDS = 3600;

/** `Always` for the tag latest and for no tag at all, else `IfNotPresent`. A digest alone counts as no tag. Models parsers.ParseImageName. */
export function defaultPullPolicy(image: unknown): string {
  const text = typeof image === 'string' ? image : '';
  if (text === '') return 'IfNotPresent';
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  if (colon < 0) return at < 0 ? 'Always' : 'IfNotPresent';
  return name.slice(colon + 1) === 'latest' ? 'Always' : 'IfNotPresent';
}

const httpGet = (action: Plain): Plain => fillZero(action, { path: '/', scheme: 'HTTP' });
const handler = (action: Plain): Plain => within(action, 'httpGet', httpGet);
const lifecycle = (hooks: Plain): Plain => within(within(hooks, 'postStart', handler), 'preStop', handler);

/** ContainerStopSignals is off in v1.36: the field is accepted and dropped, and hooks that were nothing else with it. */
function withoutStopSignal(container: Plain): Plain {
  const hooks = container['lifecycle'] as Plain | undefined;
  if (hooks?.['stopSignal'] === undefined) return container;
  const rest = without(hooks, 'stopSignal');
  return Object.keys(rest).length ? { ...container, lifecycle: rest } : without(container, 'lifecycle');
}

const fieldRef = (reference: Plain): Plain => fillZero(reference, { apiVersion: 'v1' });

function probe(given: Plain): Plain {
  const filled = fillZero(given, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  return within(within(filled, 'httpGet', httpGet), 'grpc', (grpc: Plain) => fill(grpc, { service: '' }));
}

const envVar = (variable: Plain): Plain =>
  within(variable, 'valueFrom', (source: Plain) =>
    within(within(source, 'fieldRef', fieldRef), 'fileKeyRef', (file: Plain) => fill(file, { optional: false })),
  );

function container(given: Plain): Plain {
  let next = fillZero(given, { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', resources: {} });
  if (!next['imagePullPolicy']) next = { ...next, imagePullPolicy: defaultPullPolicy(next['image']) };
  next = within(next, 'ports', (ports: Plain[]) => each(ports, (port) => fillZero(port, { protocol: 'TCP' })));
  next = within(next, 'env', (env: Plain[]) => each(env, envVar));
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) next = within(next, name, probe);
  return within(withoutStopSignal(next), 'lifecycle', lifecycle);
}

const items = (source: Plain): Plain => within(source, 'items', (list: Plain[]) => each(list, (item) => within(item, 'fieldRef', fieldRef)));

const projection = (source: Plain): Plain =>
  within(within(source, 'downwardAPI', items), 'serviceAccountToken', (token: Plain) => fill(token, { expirationSeconds: TOKEN_SECONDS }));

/** What each volume source fills in, by its member of Volume. */
const VOLUME_SOURCES: Readonly<Record<string, (source: Plain) => Plain>> = {
  hostPath: (source) => fill(source, { type: '' }),
  secret: (source) => fill(source, { defaultMode: VOLUME_MODE }),
  configMap: (source) => fill(source, { defaultMode: VOLUME_MODE }),
  downwardAPI: (source) => items(fill(source, { defaultMode: VOLUME_MODE })),
  projected: (source) => within(fill(source, { defaultMode: VOLUME_MODE }), 'sources', (sources: Plain[]) => each(sources, projection)),
  iscsi: (source) => fillZero(source, { iscsiInterface: 'default' }),
  rbd: (source) => fillZero(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  azureDisk: (source) => fill(source, { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' }),
  scaleIO: (source) => fillZero(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
  image: (source) => fillZero(source, { pullPolicy: defaultPullPolicy(source['reference']) }),
  ephemeral: (source) =>
    within(source, 'volumeClaimTemplate', (template: Plain) => within(template, 'spec', (spec: Plain) => fill(spec, { volumeMode: 'Filesystem' }))),
};

function volume(given: Plain): Plain {
  let next = given;
  let sources = 0;
  for (const key in given) {
    if (key === 'name' || given[key] === undefined || given[key] === null) continue;
    sources++;
    const defaults = VOLUME_SOURCES[key];
    if (defaults) next = within(next, key, defaults);
  }
  return sources ? next : { ...next, emptyDir: {} };
}

/** A Pod specification with SetDefaults_PodSpec and all that lies in it. Idempotent; shares what it does not change. */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  let next: Plain = fillZero(spec, { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler' }) as unknown as Plain;
  next = fill(next, { securityContext: {}, terminationGracePeriodSeconds: 30 });
  next = within(next, 'volumes', (volumes: Plain[]) => each(volumes, volume));
  for (const name of ['containers', 'initContainers', 'ephemeralContainers']) next = within(next, name, (list: Plain[]) => each(list, container));
  // The deprecated alias says the same as its successor, as the conversion of v1 keeps it.
  const account = next['serviceAccountName'] ?? next['serviceAccount'];
  if (account) next = fillZero(next, { serviceAccountName: account, serviceAccount: account });
  return next as unknown as PodSpec;
}

/** A Pod template with defaults; one without a specification gets one, as Go's struct has one. */
export function defaultTemplate(template: PodTemplate | undefined): PodTemplate {
  const given = template ?? ({} as PodTemplate);
  const spec = defaultPodSpec(given.spec ?? ({} as PodSpec));
  const metadata = given.metadata ?? {};
  return spec === given.spec && metadata === given.metadata ? given : { ...given, metadata, spec };
}
