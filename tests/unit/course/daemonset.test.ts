import { describe, expect, it } from 'vitest';
import { Learner, NODES, manifest } from './learner.ts';

/** Somebody with the DaemonSet of the course, all of whose Pods run. */
function deployed(): Learner {
  const learner = new Learner({ 'nginx.yaml': manifest('nginx-ds.yaml') });
  learner.out('kubectl create -f nginx.yaml');
  learner.pass(5);
  return learner;
}
const nodes = (learner: Learner): readonly string[] =>
  learner
    .table('kubectl get pod -owide')
    .map((row) => row['NODE'] ?? '')
    .toSorted();
const SSD = `kubectl patch ds nginx -p '{"spec":{"template":{"spec":{"nodeSelector":{"disktype":"ssd"}}}}}'`;

describe('1.4 DaemonSet', () => {
  it('has a Pod on every Node, and on every Node that joins', () => {
    const learner = deployed();
    expect(nodes(learner)).toEqual(NODES);
    learner.out('ssh k8s-node03 kubeadm join');
    learner.pass(5);
    expect(nodes(learner)).toEqual([...NODES, 'k8s-node03']);
    learner.out('kubectl delete node k8s-node03');
    learner.pass(60);
    expect(nodes(learner)).toEqual(NODES);
  });

  it('runs only where its node selector matches, and follows the labels at once', () => {
    const learner = deployed();
    learner.out('kubectl label nodes k8s-node01 disktype=ssd');
    learner.out(SSD);
    learner.pass(10);
    expect(nodes(learner)).toEqual(['k8s-node01']);
    expect(learner.out(`kubectl get nodes --show-labels | grep ssd | awk {'print $1'}`)).toBe('k8s-node01\n');
    expect(learner.table('kubectl get ds')[0]).toMatchObject({ DESIRED: '1', 'NODE SELECTOR': 'disktype=ssd' });
    learner.out('kubectl label nodes k8s-node02 disktype=ssd');
    learner.pass(5);
    expect(nodes(learner)).toEqual(['k8s-node01', 'k8s-node02']);
    learner.out('kubectl label nodes k8s-node01 disktype-');
    learner.pass(5);
    expect(nodes(learner)).toEqual(['k8s-node02']);
  });

  it('is updated Node by Node, and rolled back', () => {
    const learner = deployed();
    learner.out('kubectl set image ds nginx nginx=nginx:1.24');
    for (let second = 0; second < 25; second++) {
      learner.pass(1);
      expect(learner.table('kubectl get pod').filter((row) => row['READY'] === '1/1').length).toBeGreaterThanOrEqual(NODES.length - 1);
    }
    expect(learner.out('kubectl rollout status daemonset nginx')).toBe('daemon set "nginx" successfully rolled out\n');
    expect(learner.table('kubectl get ds -owide')[0]?.['IMAGES']).toBe('nginx:1.24');
    expect(learner.out('kubectl rollout history daemonset nginx')).toMatch(/1 +<none>\n2 +<none>\n/);
    expect(learner.out('kubectl rollout undo daemonset nginx --to-revision=1')).toBe('daemonset.apps/nginx rolled back\n');
    learner.pass(25);
    expect(new Set(learner.out(`kubectl get pods -o jsonpath='{.items[*].spec.containers[0].image}'`).split(' '))).toEqual(new Set(['nginx:1.23']));
  });

  it('with OnDelete updates a Node when its Pod is deleted, and no other', () => {
    const learner = deployed();
    learner.out(`kubectl patch ds nginx -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'`);
    learner.out('kubectl set image ds nginx nginx=nginx:1.24');
    learner.pass(10);
    expect(learner.table('kubectl get ds')[0]).toMatchObject({ 'UP-TO-DATE': '0', AVAILABLE: '5' });
    learner.out(`kubectl delete pod ${learner.names('pods')[0]}`);
    learner.pass(5);
    expect(learner.table('kubectl get ds')[0]).toMatchObject({ 'UP-TO-DATE': '1', AVAILABLE: '5' });
  });
});
