import { describe, expect, it } from 'vitest';
import { History, compareNames } from '../../../src/scene/history.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { LogWriter, deployment, inState, node, object, ownedBy, pod, replicaSet } from './worlds.ts';

function historyOf(writer: LogWriter): History {
  const history = new History();
  for (const entry of writer.log.entries) history.observe(entry);
  return history;
}

const owner = deployment('web', 3, 'nginx');
const set = replicaSet(owner, 'aaaa', 1, 3, 'nginx');
const place = (history: History, of: KubeObject) => history.placeAtOwner(set.metadata.uid, 'default', of.metadata.uid);

describe('places', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => pod(set, `web-aaaa-${name}`, 'ready')) as [KubeObject, KubeObject, KubeObject, KubeObject];

  it('stay as they were given when a sibling goes, and the newcomer takes the free one', () => {
    const history = historyOf(new LogWriter().put(owner, set).put(a).put(b).put(c).drop(b).put(d));
    expect([a, c, d].map((each) => place(history, each))).toEqual([0, 2, 1]);
    expect(history.roomAtOwner(set.metadata.uid)).toBe(3);
  });

  it('are taken lowest first', () => {
    const many = Array.from({ length: 40 }, (_, index) => pod(set, `web-aaaa-${index}`, 'ready'));
    const writer = new LogWriter().put(...many);
    for (const index of [31, 7, 22, 3, 18]) writer.drop(many[index] as KubeObject);
    const late = Array.from({ length: 6 }, (_, index) => pod(set, `web-aaaa-late${index}`, 'ready'));
    const history = historyOf(writer.put(...late));
    expect(late.map((each) => place(history, each))).toEqual([3, 7, 18, 22, 31, 40]);
  });

  it('are given anew on a Node, when a Pod is bound', () => {
    const waiting = pod(set, 'web-aaaa-w', 'pending');
    const history = historyOf(
      new LogWriter()
        .put(pod(set, 'web-aaaa-x', 'ready', 'node-1'))
        .put(waiting)
        .put(inState(waiting, 'creating', 'node-1')),
    );
    expect(history.placeOnNode('', waiting.metadata.uid)).toBe(0);
    expect(history.placeOnNode('node-1', waiting.metadata.uid)).toBe(1);
  });

  it('on a Node have no gaps for DaemonSets, which have their own', () => {
    const agent = object('apps/v1', 'DaemonSet', 'agent');
    const after = pod(set, 'web-aaaa-y', 'ready', 'node-1');
    const history = historyOf(new LogWriter().put(pod(agent, 'agent-x', 'ready', 'node-1', { hash: 'h' })).put(after));
    expect(history.placeOnNode('node-1', after.metadata.uid)).toBe(0);
  });
});

describe('revisions', () => {
  it('keep their colour through a rollback, in order of first appearance', () => {
    const second = replicaSet(owner, 'bbbb', 2, 0, 'nginx:2');
    const rolledBack = { ...set, metadata: { ...set.metadata, annotations: { 'deployment.kubernetes.io/revision': '3' } } };
    const history = historyOf(new LogWriter().put(owner, set).put(second).put(rolledBack));
    expect(['aaaa', 'bbbb'].map((hash) => history.revisionOf(owner.metadata.uid, hash))).toEqual([0, 1]);
  });

  it('keep it when the ReplicaSet of a template was cleaned up and comes again', () => {
    const second = replicaSet(owner, 'bbbb', 2, 0, 'nginx:2');
    const again = replicaSet(owner, 'aaaa', 3, 3, 'nginx');
    const history = historyOf(new LogWriter().put(set).put(second).drop(set).put(again));
    expect(history.revisionOf(owner.metadata.uid, 'aaaa')).toBe(0);
  });

  it('are found by a StatefulSet revision’s name and by a DaemonSet revision’s hash', () => {
    const db = object('apps/v1', 'StatefulSet', 'db');
    const revision = (name: string, hash: string) =>
      object('apps/v1', 'ControllerRevision', name, { meta: { ...ownedBy(db), labels: { 'controller-revision-hash': hash } } });
    const history = historyOf(new LogWriter().put(revision('db-1', '1')).put(revision('db-2', '2')));
    expect(['db-1', '1', 'db-2', '2'].map((hash) => history.revisionOf(db.metadata.uid, hash))).toEqual([0, 0, 1, 1]);
  });
});

describe('ordinals', () => {
  it('are remembered from the lowest to the highest that there ever was', () => {
    const db = object('apps/v1', 'StatefulSet', 'db');
    const pods = [3, 5, 4].map((ordinal) => pod(db, `db-${ordinal}`, 'ready'));
    const history = historyOf(
      new LogWriter()
        .put(node('node-1'))
        .put(...pods)
        .drop(pods[1] as KubeObject),
    );
    expect(history.ordinalsOf(db.metadata.uid)).toEqual({ first: 3, last: 5 });
  });
});

it('compares names by their numbers', () => {
  expect(['node-10', 'node-2', 'a', 'node-2a', 'node-1'].sort(compareNames)).toEqual(['a', 'node-1', 'node-2', 'node-2a', 'node-10']);
});
