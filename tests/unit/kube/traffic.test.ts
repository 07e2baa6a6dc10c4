import { describe, expect, it } from 'vitest';
import { PROXY_DELAY_MS, traffic } from '../../../src/kube/traffic.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n';

function running(preStop: boolean): TestCluster {
  const cluster = new TestCluster({ images: { '*': { 'stop-delay': 5 } } });
  const manifest = deploymentYaml();
  const hook = '{name: c, image: "nginx:1", lifecycle: {preStop: {sleep: {seconds: 2}}}}';
  cluster.apply(`${service}---\n${preStop ? manifest.replace('{name: c, image: "nginx:1"}', hook) : manifest}`);
  cluster.advance(5);
  return cluster;
}

function look(cluster: TestCluster, afterMs: number): { answering: number; refusing: number } {
  const { store, now } = cluster.session.cluster;
  const found = store.get('services', 'default/web');
  if (!found) throw new Error('there is no Service');
  const { answering, refusing } = traffic(found, cluster.pods(), now + afterMs);
  return { answering: answering.length, refusing: refusing.length };
}

describe('requests to a Service', () => {
  it('go to ready Pods', () => {
    expect(look(running(false), 0)).toEqual({ answering: 3, refusing: 0 });
  });

  it('still reach a Pod that has been told to stop, until every Node has heard of it', () => {
    const cluster = running(false);
    cluster.kubectl(`delete pod ${cluster.pods()[0]?.metadata.name} --wait=false`);
    expect(look(cluster, 0)).toEqual({ answering: 2, refusing: 1 });
    expect(look(cluster, PROXY_DELAY_MS)).toEqual({ answering: 2, refusing: 0 });
  });

  it('are answered all the same where preStop holds the signal back', () => {
    const cluster = running(true);
    cluster.kubectl(`delete pod ${cluster.pods()[0]?.metadata.name} --wait=false`);
    expect(look(cluster, 0)).toEqual({ answering: 3, refusing: 0 });
    expect(look(cluster, PROXY_DELAY_MS)).toEqual({ answering: 2, refusing: 0 });
  });
});
