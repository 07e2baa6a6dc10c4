import { describe, expect, it } from 'vitest';
import { statusCauses } from '../../../src/cluster/api/validation/statuses.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const object = (status: object): KubeObject => ({ apiVersion: 'v1', kind: 'Any', metadata: { name: 'x' }, status }) as unknown as KubeObject;
const causes = (table: string, status: object, before: object = {}): readonly string[] =>
  [...statusCauses(table, object(status), object(before))].map(({ field, message }) => `${field}: ${message}`);

describe('a status that somebody writes by hand', () => {
  it('is refused in the words of the API server, and stored where nothing is wrong', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml({ replicas: 2 }));
    cluster.advance(5);
    expect(() => cluster.kubectl(`patch deployment web --subresource=status -p '{"status":{"replicas":5,"readyReplicas":9}}'`)).toThrow(
      'The Deployment "web" is invalid: status.readyReplicas: Invalid value: 9: cannot be greater than status.replicas',
    );
    cluster.kubectl(`patch deployment web --subresource=status -p '{"status":{"conditions":[{"type":"Mine","status":"True"}]}}'`);
    expect(cluster.kubectl('get deployment web -o jsonpath={.status.conditions[*].type}')).toContain('Mine');
  });

  it.each([
    ['deployments', { replicas: 1, unavailableReplicas: -1 }, ['status.unavailableReplicas: Invalid value: -1: must be greater than or equal to 0']],
    [
      'replicasets',
      { replicas: 2, readyReplicas: 1, availableReplicas: 2 },
      ['status.availableReplicas: Invalid value: 2: cannot be greater than readyReplicas'],
    ],
    [
      'statefulsets',
      { replicas: 1, currentReplicas: 2, readyReplicas: 0, availableReplicas: 1 },
      [
        'status.currentReplicas: Invalid value: 2: cannot be greater than status.replicas',
        'status.availableReplicas: Invalid value: 1: cannot be greater than status.readyReplicas',
      ],
    ],
    ['daemonsets', { numberReady: -2, numberAvailable: 7 }, ['status.numberReady: Invalid value: -2: must be greater than or equal to 0']],
    ['poddisruptionbudgets', { disruptionsAllowed: -1 }, ['status.disruptionsAllowed: Invalid value: -1: must be greater than or equal to 0']],
    ['services', { anything: -1 }, []],
  ])('of %s keeps their rules', (table, status, expected) => {
    expect(causes(table, status)).toEqual(expected);
  });

  it('never counts fewer collisions', () => {
    expect(causes('daemonsets', { collisionCount: 1 }, { collisionCount: 2 })).toEqual(['status.collisionCount: Invalid value: 1: cannot be decremented']);
  });
});
