import { describe, expect, it } from 'vitest';
import { strategicMerge } from '../../../src/cluster/api/strategic-merge.ts';
import { structOf } from '../../../src/cluster/api/schema/parse.ts';
import { threeWayMergePatch, twoWayMergePatch } from '../../../src/cluster/api/three-way.ts';
import { cluster, create, deployment, refusal } from './helpers.ts';

type Map = Record<string, unknown>;
const podSpec = structOf('core/v1.PodSpec');
const merge = (original: Map, patch: Map): unknown => strategicMerge(original, patch, podSpec);

describe('strategic merge', () => {
  const two = {
    containers: [
      { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
      { name: 'b', image: 'b:1' },
    ],
  };

  it('merges containers by name, environments by name and ports by containerPort', () => {
    expect(merge(two, { containers: [{ name: 'b', image: 'b:2', ports: [{ containerPort: 80 }] }] })).toEqual({
      containers: [two.containers[0], { name: 'b', image: 'b:2', ports: [{ containerPort: 80 }] }],
    });
    expect(merge(two, { containers: [{ name: 'a', env: [{ name: 'Y', value: '2' }] }] })).toMatchObject({
      containers: [
        {
          image: 'a:1',
          env: [
            { name: 'Y', value: '2' },
            { name: 'X', value: '1' },
          ],
        },
        { name: 'b' },
      ],
    });
  });

  it('replaces lists without a merge key, and deletes with null', () => {
    const original = { tolerations: [{ key: 'a' }], nodeSelector: { a: '1', b: '2' } };
    expect(merge(original, { tolerations: [{ key: 'b' }], nodeSelector: { a: null, c: '3' } })).toEqual({
      tolerations: [{ key: 'b' }],
      nodeSelector: { b: '2', c: '3' },
    });
  });

  it('obeys $patch, $retainKeys and $setElementOrder', () => {
    expect(merge(two, { containers: [{ name: 'a', $patch: 'delete' }] })).toEqual({ containers: [two.containers[1]] });
    expect(merge(two, { containers: [{ $patch: 'replace' }, { name: 'c', image: 'c' }] })).toEqual({ containers: [{ name: 'c', image: 'c' }] });
    expect(merge({ securityContext: { runAsUser: 1 } }, { securityContext: { $patch: 'replace', fsGroup: 2 } })).toEqual({ securityContext: { fsGroup: 2 } });
    const names = (merged: unknown): unknown[] => (merged as typeof two).containers.map((one) => one.name);
    expect(names(merge(two, { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }))).toEqual(['b', 'a']);
    expect(names(merge(two, { '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }, { name: 'b' }], containers: [{ name: 'c' }] }))).toEqual([
      'c',
      'a',
      'b',
    ]);
    const strategy = strategicMerge(
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
      { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
      structOf('apps/v1.DeploymentSpec'),
    );
    expect(strategy).toEqual({ strategy: { type: 'Recreate' } });
    expect(strategicMerge({ finalizers: ['a', 'b'] }, { '$deleteFromPrimitiveList/finalizers': ['a'] }, structOf('meta/v1.ObjectMeta'))).toEqual({
      finalizers: ['b'],
    });
  });

  it('shares what it does not touch, and changes nothing that it was given', () => {
    const before = JSON.stringify(two);
    const merged = merge(two, { containers: [{ name: 'b', image: 'b:2' }] }) as typeof two;
    expect(merged.containers[0]).toBe(two.containers[0]);
    expect(JSON.stringify(two)).toBe(before);
  });
});

describe('kubectl apply', () => {
  const manifest = (spec: object, labels: object = { app: 'web' }): Map => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', labels },
    spec,
  });
  const containers = (...list: object[]): object => ({ template: { spec: { containers: list } } });

  it('sends what changed, deletes what was applied before, and leaves alone what others set', () => {
    const last = manifest(
      { replicas: 2, paused: true, ...containers({ name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] }) },
      { app: 'web', old: 'x' },
    );
    const next = manifest({ replicas: 3, ...containers({ name: 'a', image: 'a:2' }) });
    const live = manifest(
      {
        replicas: 2,
        paused: true,
        minReadySeconds: 5,
        ...containers({ name: 'a', image: 'a:1', imagePullPolicy: 'Always', env: [{ name: 'X', value: '1' }] }),
      },
      { app: 'web', old: 'x', other: 'y' },
    );
    const patch = threeWayMergePatch(last, next, live);
    expect(patch).toEqual({
      metadata: { labels: { old: null } },
      spec: {
        replicas: 3,
        paused: null,
        template: { spec: { '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'a', image: 'a:2', env: null }] } },
      },
    });
    expect(strategicMerge(live, patch, structOf('apps/v1.Deployment'))).toEqual(
      manifest({ replicas: 3, minReadySeconds: 5, ...containers({ name: 'a', image: 'a:2', imagePullPolicy: 'Always' }) }, { app: 'web', other: 'y' }),
    );
  });

  it('is empty where nothing changes, and keeps only the keys of a changed strategy', () => {
    const same = manifest({ replicas: 2 });
    expect(threeWayMergePatch(same, same, { ...same, status: { replicas: 2 } })).toEqual({});
    const rolling = manifest({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } });
    const recreate = manifest({ strategy: { type: 'Recreate' } });
    expect(threeWayMergePatch(rolling, recreate, rolling)).toEqual({ spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } } });
    expect(twoWayMergePatch(rolling, recreate)).toEqual({ spec: { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } } });
  });

  it('deletes a container that is no longer in the manifest', () => {
    const both = manifest(containers({ name: 'a', image: 'a' }, { name: 'b', image: 'b' }));
    const one = manifest(containers({ name: 'b', image: 'b' }));
    const patch = threeWayMergePatch(both, one, both);
    expect(patch).toEqual({ spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'b' }], containers: [{ $patch: 'delete', name: 'a' }] } } } });
  });
});

describe('the API server', () => {
  const setup = (): { patch: (patch: unknown, type: 'json' | 'merge' | 'strategic', subresource?: 'scale' | 'status') => unknown } => {
    const into = cluster();
    create(into, deployment('web'));
    return {
      patch: (patch, type, subresource) =>
        into.decide('kubectl', 0, undefined, () => into.server.patch('deployments', 'default/web', patch, type, subresource ? { subresource } : {})),
    };
  };

  it('takes three kinds of patches', () => {
    const { patch } = setup();
    expect(patch({ spec: { replicas: 4 } }, 'merge')).toMatchObject({ spec: { replicas: 4 }, metadata: { generation: 2 } });
    expect(
      patch(
        [
          { op: 'replace', path: '/spec/replicas', value: 5 },
          { op: 'add', path: '/metadata/labels', value: { a: 'b' } },
        ],
        'json',
      ),
    ).toMatchObject({ spec: { replicas: 5 }, metadata: { labels: { a: 'b' } } });
    expect(patch({ spec: { template: { spec: { containers: [{ name: 'c', image: 'x:2' }] } } } }, 'strategic')).toMatchObject({
      spec: { template: { spec: { containers: [{ image: 'x:2', imagePullPolicy: 'IfNotPresent' }] } } },
    });
    expect(patch({ spec: { replicas: 7 } }, 'merge', 'scale')).toMatchObject({ kind: 'Scale', spec: { replicas: 7 }, status: { selector: 'app=web' } });
  });

  it('refuses patches in its own words', () => {
    const { patch } = setup();
    expect(refusal(() => patch({}, 'json'))).toBe('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
    expect(refusal(() => patch([{ op: 'test', path: '/spec/replicas', value: 9 }], 'json'))).toBe(
      'the server rejected our request due to an error in our request',
    );
    expect(refusal(() => patch({ spec: { replicas: 'three' } }, 'strategic'))).toBe(
      ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:three]]": unrecognized type: int32',
    );
    expect(refusal(() => patch({ spec: { foo: 1 } }, 'strategic'))).toContain('strict decoding error: unknown field "spec.foo"');
    expect(refusal(() => patch({ spec: { template: { spec: { containers: [{ image: 'x' }] } } } }, 'strategic'))).toBe(
      'map: map[image:x] does not contain declared merge key: name',
    );
    expect(refusal(() => patch({ metadata: { name: 'other' } }, 'merge'))).toBe('the name of the object (other) does not match the name on the URL (web)');
    expect(refusal(() => patch({ metadata: { resourceVersion: '1' } }, 'merge'))).toContain(
      'the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(refusal(() => patch({ spec: { replicas: -1 } }, 'merge', 'scale'))).toBe(
      'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
  });
});
