import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { differencesOf } from '../../../src/ui/editor/analysis/differences.ts';
import { documentsOf, leafAt } from '../../../src/ui/editor/analysis/documents.ts';
import { percentageHints } from '../../../src/ui/editor/analysis/percentages.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 10
  strategy:
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 25%
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: sidecar
          image: proxy:1
        - name: nginx
          image: nginx:1.24
          resources:
            requests:
              cpu: 0.5
`;

const object = (spec: unknown, more: Partial<KubeObject> = {}, annotations: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-05T00:00:00Z', annotations },
  spec,
  ...more,
});

const LIVE_SPEC = {
  replicas: 10,
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
  selector: { matchLabels: { app: 'web' } },
  template: {
    metadata: { labels: { app: 'web' } },
    spec: {
      containers: [
        { name: 'nginx', image: 'nginx:1.23', imagePullPolicy: 'IfNotPresent', resources: { requests: { cpu: '500m' } } },
        { name: 'sidecar', image: 'proxy:1' },
      ],
    },
  },
};

const nothingLive = (): undefined => undefined;
const withReplicas = (replicas: number, maxSurge: string, maxUnavailable: string): string =>
  DEPLOYMENT.replace('replicas: 10', `replicas: ${replicas}`)
    .replace('maxSurge: 25%', `maxSurge: ${maxSurge}`)
    .replace('maxUnavailable: 25%', `maxUnavailable: ${maxUnavailable}`);
const hintsOf = (text: string, live: () => KubeObject | undefined = nothingLive) => {
  const documents = documentsOf(text);
  return percentageHints(documents, documents, live).map(({ says }) => says);
};

describe('documents', () => {
  it('finds every document, with lines of the file', () => {
    const documents = documentsOf(`# a comment\n---\n${DEPLOYMENT}---\napiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n`);
    expect(documents.map(({ kind, name, namespace, startLine, endLine }) => ({ kind, name, namespace, startLine, endLine }))).toEqual([
      { kind: 'Deployment', name: 'web', namespace: undefined, startLine: 3, endLine: 26 },
      { kind: 'Service', name: 'web', namespace: 'shop', startLine: 28, endLine: 30 },
    ]);
    expect(leafAt(documents[0]!, 'spec', 'replicas')).toMatchObject({ value: 10, line: 8, column: 13, endColumn: 15 });
  });

  it('leaves out documents that do not parse or name nothing, and keeps the others', () => {
    expect(documentsOf(`a: [\n---\n${DEPLOYMENT}---\nkind: Pod\n`).map(({ kind }) => kind)).toEqual(['Deployment']);
    expect(documentsOf('')).toEqual([]);
    expect(documentsOf('---\n---\n')).toEqual([]);
  });
});

describe('differences', () => {
  it('marks the whole of an object that is not there', () => {
    expect(differencesOf(documentsOf(DEPLOYMENT), nothingLive)).toEqual([{ mark: 'new', line: 1, endLine: 24, object: 'Deployment web' }]);
  });

  it('finds containers by name and knows equal amounts', () => {
    expect(differencesOf(documentsOf(DEPLOYMENT), () => object(LIVE_SPEC))).toEqual([{ mark: 'changed', line: 21, endLine: 21, live: 'nginx:1.23' }]);
  });

  it('marks what the cluster does not have', () => {
    const found = differencesOf(documentsOf(DEPLOYMENT.replace('replicas: 10', 'replicas: 10\n  minReadySeconds: 5')), () => object({ ...LIVE_SPEC }));
    expect(found).toContainEqual({ mark: 'added', line: 7, endLine: 7 });
  });

  it('marks where fields were taken out since they were applied', () => {
    const applied = JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default' },
      spec: { ...LIVE_SPEC, paused: true, minReadySeconds: 5 },
    });
    const found = differencesOf(documentsOf(DEPLOYMENT.replace('nginx:1.24', 'nginx:1.23')), () =>
      object(LIVE_SPEC, {}, { 'kubectl.kubernetes.io/last-applied-configuration': applied }),
    );
    expect(found).toContainEqual({ mark: 'removed', line: 5, endLine: 5, fields: ['paused', 'minReadySeconds'] });
  });

  it('compares nothing across versions of a kind', () => {
    expect(differencesOf(documentsOf(DEPLOYMENT), () => object({}, { apiVersion: 'apps/v2' }))).toEqual([]);
  });
});

describe('percentages', () => {
  it('rounds a surge up and what may be unavailable down', () => {
    expect(hintsOf(DEPLOYMENT)).toEqual([
      { kind: 'count', count: 3, of: 10, rounded: 'up' },
      { kind: 'count', count: 2, of: 10, rounded: 'down' },
    ]);
  });

  it('says no rounding where there is none, and the floor of one Pod', () => {
    expect(hintsOf(withReplicas(10, '20%', '50%'))).toEqual([
      { kind: 'count', count: 2, of: 10, rounded: undefined },
      { kind: 'count', count: 5, of: 10, rounded: undefined },
    ]);
    expect(hintsOf(withReplicas(3, '0%', '25%'))).toEqual([
      { kind: 'count', count: 0, of: 3, rounded: undefined },
      { kind: 'at-least-one', of: 3 },
    ]);
  });

  it('takes the replicas of the cluster where the manifest has none', () => {
    expect(hintsOf(DEPLOYMENT.replace('  replicas: 10\n', ''), () => object({ replicas: 7 }))).toEqual([
      { kind: 'count', count: 2, of: 7, rounded: 'up' },
      { kind: 'count', count: 1, of: 7, rounded: 'down' },
    ]);
  });

  it('rounds a budget up, of the Pods that are expected', () => {
    const budget = 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec:\n  maxUnavailable: 30%\n';
    expect(hintsOf(budget)).toEqual([]);
    expect(hintsOf(budget, () => object({}, { status: { expectedPods: 7 } }))).toEqual([{ kind: 'count', count: 3, of: 7, rounded: 'up' }]);
  });

  it('takes the Pods of the workloads beside it for a budget that is not in the cluster yet', () => {
    const budget =
      'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec:\n  minAvailable: 75%\n  selector: {matchLabels: {app: web}}\n';
    expect(hintsOf(`${DEPLOYMENT}---\n${budget}`).at(-1)).toEqual({ kind: 'count', count: 8, of: 10, rounded: 'up' });
    expect(hintsOf(budget.replace('app: web', 'app: other'))).toEqual([]);
  });

  it("says that a StatefulSet's maxUnavailable is not acted on", () => {
    const set = 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  updateStrategy: {rollingUpdate: {maxUnavailable: 50%}}\n';
    expect(hintsOf(set)).toEqual([{ kind: 'ignored' }]);
  });

  it("shows an autoscaler's target in CPU, of what the target's containers request", () => {
    const autoscaler =
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  maxReplicas: 5\n' +
      '  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target: {type: Utilization, averageUtilization: 70}\n';
    const alone = DEPLOYMENT.replace('        - name: sidecar\n          image: proxy:1\n', '');
    expect(hintsOf(`${alone}---\n${autoscaler}`).at(-1)).toEqual({ kind: 'cpu', milli: 350, requestMilli: 500 });
    // One container requests nothing: Kubernetes cannot compute a share, and neither do we.
    expect(hintsOf(`${DEPLOYMENT}---\n${autoscaler}`)).toHaveLength(2);
  });
});
