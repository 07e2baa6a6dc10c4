import { describe, expect, it } from 'vitest';
import { Learner, manifest } from './learner.ts';

/** Somebody with the StatefulSet of the course, all of whose Pods run. */
function deployed(): Learner {
  const text = manifest('nginx-sts.yaml');
  const learner = new Learner({ 'nginx.yaml': text, 'one.yaml': text.replace('replicas: 3', 'replicas: 1') });
  learner.out('kubectl create -f nginx.yaml');
  learner.pass(10);
  return learner;
}
const images = (learner: Learner): readonly string[] =>
  learner.out(`kubectl get pod -o jsonpath='{range .items[*]}{.metadata.name} {.spec.containers[0].image}{"\\n"}{end}'`).trim().split('\n');

describe('1.3 StatefulSet', () => {
  it('is created in order: each Pod when the one before it is ready', () => {
    const learner = new Learner({ 'nginx.yaml': manifest('nginx-sts.yaml') });
    expect(learner.out('kubectl create -f nginx.yaml')).toBe('service/nginx created\nstatefulset.apps/web created\n');
    expect(learner.out('kubectl get svc | grep nginx')).toMatch(/^nginx +ClusterIP +None +<none> +80\/TCP/);
    const said = learner.watched('kubectl rollout status statefulset web', 10);
    expect(said).toMatch(/3 pods to be ready[^]*2 pods to be ready[^]*1 pods to be ready[^]*partitioned roll out complete: 3 new pods have been updated/);
    const ages = learner.table('kubectl get pod').map((row) => [row['NAME'], Number.parseInt(row['AGE'] ?? '', 10)] as const);
    expect(ages.map(([name]) => name)).toEqual(['web-0', 'web-1', 'web-2']);
    expect(ages[0]?.[1]).toBeGreaterThan(ages[1]?.[1] as number);
    expect(ages[1]?.[1]).toBeGreaterThan(ages[2]?.[1] as number);
    expect(learner.out('kubectl get pod web-1 --show-labels')).toContain('statefulset.kubernetes.io/pod-name=web-1');
  });

  it('does not create the next Pod while an earlier one is not ready', () => {
    const learner = deployed();
    learner.out('kubectl exec web-0 -- rm /tmp/ready');
    learner.pass(2);
    learner.out('kubectl scale --replicas=4 statefulset web');
    learner.pass(20);
    expect(learner.names('pods')).toEqual(['web-0', 'web-1', 'web-2']);
    learner.out('kubectl exec web-0 -- touch /tmp/ready');
    learner.pass(10);
    expect(learner.names('pods')).toContain('web-3');
  });

  it('is taken down from the highest ordinal, one after the other', () => {
    const learner = deployed();
    expect(learner.out('kubectl replace -f one.yaml')).toBe('service/nginx replaced\nstatefulset.apps/web replaced\n');
    const went = [...learner.watched('kubectl get pod -w', 12).matchAll(/^(web-\d) .*Terminating/gm)].map(([, name]) => name);
    expect([...new Set(went)]).toEqual(['web-2', 'web-1']);
    expect(went.lastIndexOf('web-2')).toBeLessThan(went.indexOf('web-1'));
    expect(learner.interrupt('kubectl get pod -w').code).toBe(130);
    expect(learner.names('pods')).toEqual(['web-0']);
  });

  it('gives each Pod a name in the DNS, which leads to the Pod itself', () => {
    const learner = deployed();
    learner.out('kubectl scale --replicas=4 statefulset web');
    learner.pass(5);
    const address = learner.out(`kubectl get pod web-0 -o jsonpath='{.status.podIP}'`);
    for (const name of ['web-0.nginx.default.svc.cluster.local', 'web-0.nginx'])
      expect(learner.out(`kubectl exec -ti web-3 -- nslookup ${name}`)).toContain(`Name:\tweb-0.nginx.default.svc.cluster.local\nAddress: ${address}\n`);
    expect(learner.out('kubectl exec web-3 -- nslookup nginx').match(/^Address: 10\./gm)).toHaveLength(4);
    expect(learner.out('kubectl exec web-3 -- curl -kv web-0.nginx.default.svc.cluster.local')).toContain('web-0');
    expect(learner.err('kubectl exec web-3 -- nslookup web-9.nginx.default.svc.cluster.local')).toContain('command terminated with exit code 1');
    expect(learner.session.read('kubectl exec -ti web-3 -- bash')).toEqual({
      stdout: '',
      stderr: '',
      code: 0,
      enters: { namespace: 'default', pod: 'web-3', container: 'nginx', shell: 'bash' },
    });
    // Nobody types: the shell is at the end of its input at once.
    expect(learner.session.read('kubectl exec web-3 -- sh')).toEqual({ stdout: '', stderr: '', code: 0 });
    // A Pod that is made anew keeps its name, and has another address.
    learner.out('kubectl delete pod web-0');
    learner.pass(6);
    const renewed = learner.out(`kubectl get pod web-0 -o jsonpath='{.status.podIP}'`);
    expect(renewed).not.toBe(address);
    expect(learner.out('kubectl exec web-3 -- nslookup web-0.nginx')).toContain(renewed);
  });

  it('is scaled by scale and by patch', () => {
    const learner = deployed();
    learner.out('kubectl scale statefulset web --replicas=5');
    learner.pass(10);
    expect(learner.names('pods')).toHaveLength(5);
    expect(learner.out(`kubectl patch statefulsets.apps web -p '{"spec":{"replicas":3}}'`)).toBe('statefulset.apps/web patched\n');
    learner.pass(10);
    expect(learner.names('pods')).toEqual(['web-0', 'web-1', 'web-2']);
  });

  it('is updated from the highest ordinal down; with OnDelete only what is deleted', () => {
    const learner = deployed();
    learner.out('kubectl set image sts web nginx=nginx:1.24');
    learner.pass(2);
    expect(images(learner)).toEqual(['web-0 nginx:1.23', 'web-1 nginx:1.23', 'web-2 nginx:1.24']);
    learner.pass(15);
    expect(images(learner)).toEqual(['web-0 nginx:1.24', 'web-1 nginx:1.24', 'web-2 nginx:1.24']);
    learner.out(`kubectl patch sts web -p '{"spec":{"updateStrategy":{"type":"OnDelete","rollingUpdate":null}}}'`);
    learner.out('kubectl set image sts web nginx=nginx:1.25');
    learner.pass(15);
    expect(images(learner).join()).not.toContain('1.25');
    learner.out('kubectl delete pod web-1');
    learner.pass(5);
    expect(images(learner)).toEqual(['web-0 nginx:1.24', 'web-1 nginx:1.25', 'web-2 nginx:1.24']);
  });

  it('is released in parts: only ordinals at or above the partition', () => {
    const learner = deployed();
    learner.out(`kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'`);
    learner.out('kubectl scale --replicas=5 statefulset web');
    learner.pass(10);
    learner.out(`kubectl patch sts web --type='json' -p='[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"nginx-slim:0.7"}]'`);
    learner.pass(15);
    const old = ['web-0 nginx:1.23', 'web-1 nginx:1.23'];
    expect(images(learner)).toEqual([...old, 'web-2 nginx:1.23', 'web-3 nginx-slim:0.7', 'web-4 nginx-slim:0.7']);
    // Below the partition, a Pod that is deleted comes back as it was.
    learner.out('kubectl delete pod web-2');
    learner.pass(5);
    expect(images(learner)[2]).toBe('web-2 nginx:1.23');
    learner.out(`kubectl patch sts web -p='{"spec":{"updateStrategy":{"rollingUpdate":{"partition":2}}}}'`);
    learner.pass(10);
    expect(images(learner)).toEqual([...old, 'web-2 nginx-slim:0.7', 'web-3 nginx-slim:0.7', 'web-4 nginx-slim:0.7']);
    expect(learner.out('kubectl get pod -oyaml | grep image: | grep -c slim').trim()).not.toBe('0');
  });

  it('leaves its Pods behind where it is deleted without them, and nobody makes them up; else they go too', () => {
    const learner = deployed();
    expect(learner.type('kubectl delete sts web --cascade=false').err).toContain('--cascade=orphan');
    learner.pass(3);
    learner.out('kubectl delete po web-0');
    learner.pass(10);
    expect(learner.names('pods')).toEqual(['web-1', 'web-2']);
    // Whoever comes back under the same name takes them on again.
    learner.type('kubectl create -f nginx.yaml');
    learner.pass(5);
    expect(learner.table('kubectl get po').map((row) => row['NAME'])).toEqual(['web-0', 'web-1', 'web-2']);
    learner.out('kubectl delete statefulsets.apps web');
    learner.pass(5);
    expect(learner.names('pods')).toEqual([]);
  });
});
