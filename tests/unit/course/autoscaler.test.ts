import { describe, expect, it } from 'vitest';
import { Learner, manifest } from './learner.ts';

describe('1.5 HorizontalPodAutoscaler', () => {
  it('follows a load generator up, and down again when it has been gone for five minutes', () => {
    const learner = new Learner({ 'nginx.yaml': manifest('hpa-nginx.yaml') });
    expect(learner.out('kubectl api-resources | grep hpa')).toMatch(/^horizontalpodautoscalers +hpa +autoscaling\/v2 +true +HorizontalPodAutoscaler/);
    learner.out('kubectl create -f nginx.yaml');
    learner.pass(5);
    expect(learner.out('kubectl expose deployment hpa-nginx --port=80')).toBe('service/hpa-nginx exposed\n');
    learner.pass(1);
    const address = learner.out(`kubectl get svc hpa-nginx -o jsonpath='{.spec.clusterIP}'`);
    const pod = learner.out(`kubectl get pod -o jsonpath='{.items[0].status.podIP}'`);
    for (const each of [pod, address]) expect(learner.out(`curl -I ${each}`)).toMatch(/^HTTP\/1.1 200 OK\r?\nServer: nginx\/1.23/);

    expect(learner.out('kubectl autoscale deployment hpa-nginx --cpu-percent=10 --min=1 --max=10')).toBe(
      'horizontalpodautoscaler.autoscaling/hpa-nginx autoscaled\n',
    );
    learner.pass(20);
    expect(learner.table('kubectl get hpa')[0]).toMatchObject({
      REFERENCE: 'Deployment/hpa-nginx',
      TARGETS: 'cpu: 0%/10%',
      MINPODS: '1',
      MAXPODS: '10',
      REPLICAS: '1',
    });

    const loop = `while true; do wget -q http://${address} >/dev/null; done`;
    learner.watched(loop, 120);
    expect(learner.names('pods')).toHaveLength(10);
    const [row] = learner.table('kubectl get hpa');
    expect(row?.['REPLICAS']).toBe('10');
    expect(Number(/cpu: (\d+)%/.exec(row?.['TARGETS'] ?? '')?.[1])).toBeGreaterThan(10);
    expect(learner.table('kubectl top pod').every((each) => Number.parseInt(each['CPU(cores)'] ?? '', 10) > 0)).toBe(true);

    learner.interrupt(loop);
    learner.pass(240);
    expect(learner.names('pods')).toHaveLength(10);
    learner.pass(120);
    expect(learner.names('pods')).toHaveLength(1);
    expect(learner.out('kubectl describe hpa hpa-nginx')).toContain('New size: 1; reason: All metrics below target');
  });

  it('needs requests, and cannot scale a DaemonSet', () => {
    const learner = new Learner({ 'ds.yaml': manifest('nginx-ds.yaml') });
    learner.out('kubectl create deployment web --image=nginx:1.23');
    learner.out('kubectl autoscale deployment web --cpu-percent=10 --min=1 --max=10');
    learner.pass(60);
    expect(learner.table('kubectl get hpa')[0]?.['TARGETS']).toBe('cpu: <unknown>/10%');
    expect(learner.out('kubectl describe hpa web')).toContain('missing request for cpu');
    learner.out('kubectl create -f ds.yaml');
    expect(learner.err('kubectl autoscale daemonset nginx --min=1 --max=3')).toContain('could not find');
  });
});
