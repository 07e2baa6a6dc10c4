import { expect, it } from 'vitest';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const ROLLBACK_TO = 'deprecated.deployment.rollback.to';

/** Three revisions: nginx:1, nginx:2, nginx:3. */
function rolledOut(): TestCluster {
  const cluster = new TestCluster();
  cluster.apply(deploymentYaml({ replicas: 1 }));
  for (const image of ['nginx:2', 'nginx:3']) {
    cluster.advance(5);
    cluster.kubectl(`set image deployment/web c=${image}`);
  }
  cluster.advance(5);
  return cluster;
}
const imageOf = (cluster: TestCluster): string | undefined => cluster.deployment('web').spec.template.spec.containers[0]?.image;

it('the annotation of old takes a Deployment back to a revision, and is taken away', () => {
  const cluster = rolledOut();
  cluster.kubectl(`annotate deployment web ${ROLLBACK_TO}=1`);
  cluster.advance(5);
  expect(imageOf(cluster)).toBe('nginx:1');
  expect(cluster.deployment('web').metadata.annotations).not.toHaveProperty([ROLLBACK_TO]);
  expect(cluster.deployment('web').spec.template.metadata?.labels).toEqual({ app: 'web' });
  expect(cluster.deployment('web').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('4');
  expect(cluster.events('DeploymentRollback')).toEqual(['Rolled back deployment "web" to revision 1']);
  expect(cluster.rules()).toContain('deployment/rolled-back');
});

it('0 is the last revision; one that is not there, or is the present one, is said', () => {
  const cluster = rolledOut();
  cluster.kubectl(`annotate deployment web ${ROLLBACK_TO}=7`);
  expect(cluster.events('DeploymentRollbackRevisionNotFound')).toEqual(['Unable to find the revision to rollback to.']);
  cluster.kubectl(`annotate deployment web ${ROLLBACK_TO}=3`);
  expect(cluster.events('DeploymentRollbackTemplateUnchanged')).toEqual(['The rollback revision contains the same template as current deployment "web"']);
  expect(cluster.deployment('web').metadata.annotations).not.toHaveProperty([ROLLBACK_TO]);
  cluster.kubectl(`annotate deployment web ${ROLLBACK_TO}=0`);
  expect(imageOf(cluster)).toBe('nginx:2');
});

it('waits while the Deployment is paused', () => {
  const cluster = rolledOut();
  cluster.kubectl('rollout pause deployment/web');
  cluster.kubectl(`annotate deployment web ${ROLLBACK_TO}=1`);
  expect(imageOf(cluster)).toBe('nginx:3');
  cluster.kubectl('rollout resume deployment/web');
  expect(imageOf(cluster)).toBe('nginx:1');
});
