import { describe, expect, it } from 'vitest';
import { Learner, manifest } from './learner.ts';

/** Somebody with the Deployment of the course, all of whose Pods run. */
function deployed(change: (text: string) => string = (text) => text): Learner {
  const learner = new Learner({ 'nginx-dp.yaml': change(manifest('nginx-dp.yaml')) });
  learner.out('kubectl create -f nginx-dp.yaml');
  learner.pass(5);
  return learner;
}
const desired = (learner: Learner): readonly string[] => learner.table('kubectl get rs').map((row) => `${row['DESIRED']}/${row['READY']}`);
const images = (learner: Learner): readonly string[] => [
  ...new Set(learner.out(`kubectl get pods -o jsonpath='{.items[*].spec.containers[0].image}'`).split(' ')),
];

describe('1.2 Deployment', () => {
  it('is deployed: a ReplicaSet is created, and creates the Pods on several Nodes', () => {
    const learner = deployed();
    expect(learner.table('kubectl get deployments.apps')).toEqual([{ NAME: 'nginx', READY: '3/3', 'UP-TO-DATE': '3', AVAILABLE: '3', AGE: '5s' }]);
    const [set = ''] = learner.names('rs');
    expect(set).toMatch(/^nginx-[a-z0-9]+$/);
    expect(learner.names('pods').every((name) => name.startsWith(`${set}-`))).toBe(true);
    expect(learner.out('kubectl get pod --show-labels')).toContain(`app=nginx,pod-template-hash=${set.slice('nginx-'.length)}`);
    expect(new Set(learner.table('kubectl get pod -owide').map((row) => row['NODE'])).size).toBe(3);
  });

  it('is written by a command that creates nothing', () => {
    const learner = new Learner();
    const text = learner.out('kubectl create deployment nginx --image=nginx:1.23 --dry-run=client -oyaml');
    expect(text).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
    expect(learner.names('deploy')).toEqual([]);
    learner.type('kubectl create deployment nginx --image=nginx:1.23 --dry-run=client -oyaml > nginx-dp.yaml', { 'nginx-dp.yaml': text });
    expect(learner.type('kubectl create -f nginx-dp.yaml', { 'nginx-dp.yaml': text }).out).toBe('deployment.apps/nginx created\n');
  });

  it('makes up for a Pod that is deleted, and goes with all of them', () => {
    const learner = deployed();
    learner.out(`kubectl delete pod ${learner.names('pods')[0]}`);
    learner.pass(5);
    expect(learner.table('kubectl get pod').map((row) => row['STATUS'])).toEqual(['Running', 'Running', 'Running']);
    learner.out('kubectl delete -f nginx-dp.yaml');
    learner.pass(5);
    expect([...learner.names('deploy'), ...learner.names('rs'), ...learner.names('pods')]).toEqual([]);
  });

  it('is updated by turns: never fewer than 3, never more than 4', () => {
    const learner = deployed();
    expect(learner.out('kubectl set image deploy nginx nginx=nginx:1.15.12')).toBe('deployment.apps/nginx image updated\n');
    const said = learner.watched('kubectl rollout status deployment nginx', 15).trimEnd().split('\n');
    expect(said).toContain('Waiting for deployment "nginx" rollout to finish: 1 out of 3 new replicas have been updated...');
    expect(said).toContain('Waiting for deployment "nginx" rollout to finish: 2 out of 3 new replicas have been updated...');
    expect(said).toContain('Waiting for deployment "nginx" rollout to finish: 1 old replicas are pending termination...');
    expect(said.at(-1)).toBe('deployment "nginx" successfully rolled out');
    const scaled = [...learner.out('kubectl describe deployment nginx').matchAll(/Scaled (up|down) replica set \S+ from (\d) to (\d)/g)];
    expect(scaled.map(([, way, from, to]) => `${way} ${from} ${to}`)).toEqual(['up 0 3', 'up 0 1', 'down 3 2', 'up 1 2', 'down 2 1', 'up 2 3', 'down 1 0']);
    expect(desired(learner).toSorted()).toEqual(['0/0', '3/3']);
  });

  it('with maxSurge 1 and maxUnavailable 0 starts one first, and ends one then', () => {
    const learner = deployed((text) => text.replace('replicas: 3', 'replicas: 5\n  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}'));
    learner.out('kubectl set image deploy nginx nginx=nginx:1.24');
    for (let second = 0; second < 20; second++) {
      learner.pass(1);
      const rows = learner.table('kubectl get pod');
      expect(rows.filter((row) => row['STATUS'] !== 'Terminating').length).toBeLessThanOrEqual(6);
      expect(rows.filter((row) => row['READY'] === '1/1').length).toBeGreaterThanOrEqual(5);
    }
    expect(images(learner)).toEqual(['nginx:1.24']);
  });

  it('does not roll out what is not in the Pod template, and refuses another selector', () => {
    const learner = deployed();
    learner.out('kubectl label deploy nginx team=web');
    learner.pass(5);
    expect(learner.names('rs')).toHaveLength(1);
    const text = manifest('nginx-dp.yaml').replaceAll(/app: nginx # .*|(?<=matchLabels:\n {6})app: nginx/g, 'app: other');
    expect(learner.type('kubectl apply -f other.yaml', { 'other.yaml': text }).err).toContain('field is immutable');
  });

  it('is rolled back, to a revision or to the last one', () => {
    const learner = deployed();
    learner.out('kubectl set image deploy nginx nginx=nginx:1.15.12');
    learner.pass(15);
    const recorded = learner.type('kubectl set image deploy nginx nginx=nginx:1.24 --record');
    expect(recorded.err).toBe('Flag --record has been deprecated, --record will be removed in the future\n');
    learner.pass(15);
    expect(learner.out('kubectl rollout history deployment nginx').trimEnd().split('\n').slice(2)).toEqual([
      '1         <none>',
      '2         <none>',
      '3         kubectl set image deploy nginx nginx=nginx:1.24 --record=true',
    ]);
    expect(learner.out('kubectl rollout history deployment nginx --revision=3')).toContain('nginx:1.24');
    learner.out('kubectl rollout undo deployment nginx --to-revision=1');
    learner.pass(15);
    expect(images(learner)).toEqual(['nginx:1.23']);
    learner.out('kubectl rollout undo deployment nginx');
    learner.pass(15);
    expect(images(learner)).toEqual(['nginx:1.24']);
    expect(learner.err('kubectl rollout undo deployment nginx --to-revision=1')).toBe('error: unable to find specified revision 1 in history\n');
  });

  it('is scaled up and down', () => {
    const learner = deployed();
    learner.out('kubectl scale deployment nginx --replicas=5');
    learner.pass(5);
    expect(learner.names('pods')).toHaveLength(5);
    expect(learner.out('kubectl scale deployment nginx --replicas=3')).toBe('deployment.apps/nginx scaled\n');
    learner.pass(5);
    expect(learner.names('pods')).toHaveLength(3);
    expect(learner.names('rs')).toHaveLength(1);
  });

  it('takes several changes while it is paused, and rolls out once', () => {
    const learner = deployed();
    learner.out('kubectl rollout pause deployment nginx');
    learner.out('kubectl set image deploy nginx nginx=nginx:1.24');
    learner.out('kubectl set resources deploy nginx -c nginx --requests=cpu=10m,memory=16Mi');
    learner.pass(10);
    expect(learner.names('rs')).toHaveLength(1);
    expect(images(learner)).toEqual(['nginx:1.23']);
    learner.out('kubectl rollout resume deployment nginx');
    learner.pass(15);
    expect(learner.names('rs')).toHaveLength(2);
    expect(images(learner)).toEqual(['nginx:1.24']);
  });

  it('keeps as many old ReplicaSets as revisionHistoryLimit says; with Recreate, old Pods go first', () => {
    const learner = deployed((text) => text.replace('replicas: 3', 'replicas: 3\n  revisionHistoryLimit: 1\n  strategy: {type: Recreate}'));
    for (const image of ['nginx:1.24', 'nginx:1.25']) {
      learner.out(`kubectl set image deploy nginx nginx=${image}`);
      for (let second = 0; second < 15; second++) {
        learner.pass(1);
        expect(images(learner).filter((each) => each !== '').length).toBeLessThanOrEqual(1);
      }
    }
    expect(learner.names('rs')).toHaveLength(2);
  });

  it('counts a Pod as available after minReadySeconds only', () => {
    const learner = deployed((text) => text.replace('replicas: 3', 'replicas: 3\n  minReadySeconds: 30'));
    expect(learner.table('kubectl get deploy')[0]).toMatchObject({ READY: '3/3', AVAILABLE: '0' });
    learner.pass(30);
    expect(learner.table('kubectl get deploy')[0]).toMatchObject({ READY: '3/3', AVAILABLE: '3' });
  });

  it('opens in the editor with `kubectl edit`', () => {
    const learner = deployed();
    learner.type('kubectl edit deployments.apps/nginx');
    const opened = learner.session.records.at(-1)?.opens;
    expect(opened?.edits).toBe(true);
    expect(opened?.text).toContain('    rollingUpdate:\n      maxSurge: 25%\n      maxUnavailable: 25%\n    type: RollingUpdate\n');
  });
});
