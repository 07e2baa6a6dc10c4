import { describe, expect, it } from 'vitest';
import { AnotherObject, editsOf, mergePatch } from '../../../src/ui/editor/merge-patch.ts';
import { patchLine } from '../../../src/ui/editor/edit.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

describe('what was changed of an object', () => {
  it('is sent as a merge patch: fields that are gone are null, lists are whole', () => {
    expect(mergePatch({ a: 1, b: { c: 1, d: 2 }, e: [1, 2] }, { b: { c: 1, d: 3 }, e: [1], f: 'new' })).toEqual({ a: null, b: { d: 3 }, e: [1], f: 'new' });
    expect(mergePatch({ a: [{ b: null }] }, { a: [{ b: null }] })).toBeUndefined();
  });

  it('leaves out the status, and refuses another object and what cannot be read', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nstatus: {phase: Running}\n';
    expect(editsOf(text, text.replace('Running', 'Failed'))).toEqual([]);
    expect(() => editsOf(text, text.replace('name: a', 'name: b'))).toThrow(AnotherObject);
    expect(() => editsOf(text, `${text}---\n${text}`)).toThrow(AnotherObject);
    expect(() => editsOf(text, text.replace('{name: a}', '{name: a'))).toThrow(/Flow map/);
  });

  it('may hold quotes', () => {
    expect(patchLine({ kind: 'ConfigMap', name: 'a', namespace: 'shop', patch: { data: { x: "it's" } } })).toBe(
      String.raw`kubectl patch configmap a -n shop --type=merge -p '{"data":{"x":"it'\''s"}}'`,
    );
  });
});

it('can be saved again and again while the object goes on changing, and takes fields away', () => {
  const cluster = new TestCluster();
  cluster.kubectl('create -f m.yaml', { 'm.yaml': deploymentYaml({ pod: ['nodeSelector: {disk: ssd}'] }) });
  cluster.advance(5);
  cluster.session.act({ do: 'kubectl', line: 'kubectl edit deploy web' });
  const opened = cluster.session.records.at(-1)?.opens?.text ?? '';
  const free = opened.replace(/ +nodeSelector:\n +disk: ssd\n/, '');
  expect(free).not.toBe(opened);
  const save = (before: string, after: string): void => {
    for (const edit of editsOf(before, after)) cluster.kubectl(patchLine({ ...edit, namespace: undefined }));
  };
  save(opened, free);
  cluster.advance(1);
  const smaller = free.replace('replicas: 3', 'replicas: 2').replace('image: nginx:1', "image: 'nginx:2'");
  save(free, smaller);
  cluster.advance(20);
  expect(cluster.deployment('web').spec.template.spec.nodeSelector).toBeUndefined();
  expect(cluster.readyPods().map(({ spec }) => spec.containers[0]?.image)).toEqual(['nginx:2', 'nginx:2']);
  expect(cluster.events().join()).not.toContain('Conflict');
});
