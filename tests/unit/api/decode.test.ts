import { describe, expect, it } from 'vitest';
import { checkObjectMeta, decode } from '../../../src/cluster/api/decode.ts';
import { fieldAt, innermost, rootKey } from '../../../src/cluster/api/schema/parse.ts';
import { deployment, pod, refusal } from './helpers.ts';

const container = (more: object): unknown => pod('p', { containers: [{ name: 'c', image: 'x', ...more }] });
const cannot = (kind: string, why: string): string => `${kind} in version "v1" cannot be handled as a ${kind}: ${why}`;

describe('decoding', () => {
  it.each([
    [
      deployment('w', { replicas: 'three' }),
      cannot('Deployment', 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'),
    ],
    [
      deployment('w', { replicas: 1.5 }),
      cannot('Deployment', 'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32'),
    ],
    [
      deployment('w', { replicas: 3_000_000_000 }),
      cannot('Deployment', 'json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32'),
    ],
    [deployment('w', { paused: 'yes' }), cannot('Deployment', 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool')],
    [container({ image: true }), cannot('Pod', 'json: cannot unmarshal bool into Go struct field Container.spec.containers.image of type string')],
    [
      container({ imagePullPolicy: 5 }),
      cannot('Pod', 'json: cannot unmarshal number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy'),
    ],
    [container({ command: 'sh' }), cannot('Pod', 'json: cannot unmarshal string into Go struct field Container.spec.containers.command of type []string')],
    [container({ args: [1] }), cannot('Pod', 'json: cannot unmarshal number into Go struct field Container.spec.containers.args of type string')],
    [
      container({ resources: [] }),
      cannot('Pod', 'json: cannot unmarshal array into Go struct field Container.spec.containers.resources of type v1.ResourceRequirements'),
    ],
    [pod('p', { containers: {} }), cannot('Pod', 'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container')],
    [pod('p', { nodeSelector: { a: 1 } }), cannot('Pod', 'json: cannot unmarshal number into Go struct field PodSpec.spec.nodeSelector of type string')],
    [
      container({ resources: { requests: { cpu: 'lots' } } }),
      cannot('Pod', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
    ],
    [
      container({ readinessProbe: { httpGet: { port: true } } }),
      cannot('Pod', 'json: cannot unmarshal bool into Go struct field HTTPGetAction.spec.containers.readinessProbe.ProbeHandler.httpGet.port of type int32'),
    ],
  ])('refuses a wrong type as Go does: %#', (manifest, message) => {
    expect(refusal(() => decode(manifest))).toBe(message);
  });

  it('names unknown fields in the order of their names, or only warns of them', () => {
    const manifest = pod('p', { containers: [{ name: 'c', image: 'x', imagePullpolicy: 'Always' }], volume: [], zzz: 1 });
    expect(refusal(() => decode(manifest))).toBe(
      cannot('Pod', 'strict decoding error: unknown field "spec.containers[0].imagePullpolicy", unknown field "spec.volume", unknown field "spec.zzz"'),
    );
    const warnings: string[] = [];
    expect(decode(manifest, 'Warn', (warning) => warnings.push(warning)).spec).toEqual({ containers: [{ name: 'c', image: 'x', resources: {} }] });
    expect(warnings).toEqual(['unknown field "spec.containers[0].imagePullpolicy"', 'unknown field "spec.volume"', 'unknown field "spec.zzz"']);
  });

  it('knows what kubectl itself cannot read', () => {
    expect(checkObjectMeta({ name: 'a', labels: { app: 1 } })).toBe(
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    );
    expect(checkObjectMeta({ name: 5 })).toBe('json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string');
    expect(checkObjectMeta({ name: 'a' })).toBeUndefined();
  });

  it('does not serve other kinds and versions', () => {
    expect(refusal(() => decode({ apiVersion: 'extensions/v1beta1', kind: 'Deployment' }))).toBe('the server could not find the requested resource');
  });

  it('keeps what Go would write: nulls and zeros go, amounts are canonical', () => {
    const decoded = decode(
      container({ workingDir: '', stdin: false, ports: null, resources: { requests: { cpu: 0.5, memory: '1024Mi' }, limits: { cpu: 1 } } }),
    );
    expect(decoded.spec).toEqual({ containers: [{ name: 'c', image: 'x', resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1' } } }] });
    expect(decode(decoded)).toEqual(decoded);
  });

  it('turns an autoscaler of v1 into one of v2', () => {
    const decoded = decode({
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'h' },
      spec: { maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, targetCPUUtilizationPercentage: 60 },
    });
    expect(decoded).toMatchObject({
      apiVersion: 'autoscaling/v2',
      spec: { maxReplicas: 5, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }] },
    });
    expect(decoded.spec).not.toHaveProperty('targetCPUUtilizationPercentage');
  });
});

describe('the schema', () => {
  it('finds fields along a path, with their Go types and whether they are required', () => {
    const root = rootKey('apps/v1', 'Deployment') as string;
    const image = fieldAt(root, ['spec', 'template', 'spec', 'containers', 'image']);
    expect(image).toMatchObject({ struct: { name: 'Container' }, field: { type: { go: 'string' } } });
    expect(fieldAt(root, ['spec', 'selector'])?.field.required).toBe(true);
    expect(fieldAt(root, ['spec', 'template', 'spec', 'containers'])?.field.mergeKey).toBe('name');
    expect(innermost(fieldAt(root, ['spec', 'template', 'spec', 'volumes'])?.field.type ?? { kind: 'any', go: '' })).toMatchObject({ key: 'core/v1.Volume' });
    expect(fieldAt(root, ['spec', 'nope'])).toBeUndefined();
  });
});
