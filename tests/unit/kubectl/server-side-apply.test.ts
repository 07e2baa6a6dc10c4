import { describe, expect, it } from 'vitest';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const ADVICE = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
`;

const APPLY = 'apply --server-side -f m.yaml';
const files = (options: Parameters<typeof deploymentYaml>[0]): Record<string, string> => ({ 'm.yaml': deploymentYaml(options) });

/** A Deployment that was applied on the server by its default manager. */
function applied(options: Parameters<typeof deploymentYaml>[0] = {}): TestCluster {
  const cluster = new TestCluster();
  expect(cluster.kubectl(APPLY, files(options))).toBe('deployment.apps/web serverside-applied\n');
  return cluster.advance(5);
}

describe('apply --server-side', () => {
  it('refuses to change what client-side apply manages', () => {
    const cluster = new TestCluster();
    cluster.kubectl('apply -f m.yaml', files({}));
    expect(() => cluster.kubectl(APPLY, files({ image: 'nginx:2' }))).toThrow(
      `error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using apps/v1: .spec.template.spec.containers[name="c"].image\n${ADVICE}`,
    );
    expect(cluster.kubectl('get deploy web -o jsonpath={.spec.template.spec.containers[0].image}')).toBe('nginx:1');
  });

  it('takes over what client-side apply managed, and keeps its annotation up to date', () => {
    const cluster = new TestCluster();
    cluster.kubectl('apply -f m.yaml', files({ spec: ['minReadySeconds: 9'] }));
    cluster.kubectl(APPLY, files({}));
    expect(cluster.kubectl('get deploy web -o jsonpath={.spec.minReadySeconds}')).toBe('');
    expect(cluster.kubectl('get deploy web -o jsonpath={.metadata.annotations}')).not.toContain('minReadySeconds');
    expect(cluster.kubectl('get deploy web --show-managed-fields -o jsonpath={.spec.replicas}')).toBe('3');
    expect(cluster.kubectl('get deploy web --show-managed-fields -o yaml').match(/manager: .*/g)).toEqual([
      'manager: kubectl',
      'manager: kubectl-last-applied',
    ]);
  });

  it('names each manager and its fields where there are several', () => {
    const cluster = applied();
    cluster.kubectl('scale deployment web --replicas=5');
    cluster.kubectl('set image deployment/web c=nginx:9');
    expect(() => cluster.kubectl(APPLY, files({}))).toThrow(
      `error: Apply failed with 2 conflicts: conflicts with "kubectl" with subresource "scale" using apps/v1:
- .spec.replicas
conflicts with "kubectl-set" using apps/v1:
- .spec.template.spec.containers[name="c"].image
${ADVICE}`,
    );
  });

  it('has its way with --force-conflicts, and owns the fields from then on', () => {
    const cluster = applied();
    cluster.kubectl('scale deployment web --replicas=5');
    expect(cluster.kubectl(`${APPLY} --force-conflicts`, files({}))).toBe('deployment.apps/web serverside-applied\n');
    expect(cluster.deployment('web').spec.replicas).toBe(3);
    expect(cluster.kubectl('get deploy web -o yaml --show-managed-fields')).not.toContain('subresource: scale');
  });

  it('shares a field with a manager that wants the same value', () => {
    const cluster = applied();
    expect(cluster.kubectl(`${APPLY} --field-manager=other`, files({}))).toBe('deployment.apps/web serverside-applied\n');
    expect(() => cluster.kubectl(`${APPLY} --field-manager=other`, files({ replicas: 4 }))).toThrow(
      'Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas\n',
    );
  });

  it('takes away what its manager applied before and does not name any more', () => {
    const cluster = applied({ spec: ['minReadySeconds: 9'] });
    cluster.kubectl(APPLY, files({}));
    expect(cluster.deployment('web').spec.minReadySeconds).toBeUndefined();
    expect(cluster.deployment('web').spec.template.spec.containers[0]?.image).toBe('nginx:1');
  });

  it('leaves the object alone in a dry run', () => {
    const cluster = applied();
    expect(cluster.kubectl(`${APPLY} --dry-run=server`, files({ replicas: 9 }))).toBe('deployment.apps/web serverside-applied (server dry run)\n');
    expect(cluster.deployment('web').spec.replicas).toBe(3);
    expect(() => cluster.kubectl(`${APPLY} --dry-run=client`, files({}))).toThrow(
      "error: --dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)\n",
    );
  });

  it('keeps the managers to those who ask to see them', () => {
    const cluster = applied();
    expect(cluster.kubectl('get deploy web -o yaml')).not.toContain('managedFields');
    expect(cluster.kubectl('get deploy web -o yaml --show-managed-fields')).toContain(`  managedFields:
  - apiVersion: apps/v1
    fieldsType: FieldsV1
    fieldsV1:
      f:metadata:
        f:labels:
          f:app: {}
      f:spec:
        f:replicas: {}
        f:selector: {}
        f:template:
          f:metadata:
            f:labels:
              f:app: {}
          f:spec:
            f:containers:
              k:{"name":"c"}:
                .: {}
                f:image: {}
                f:name: {}
    manager: kubectl
    operation: Apply
`);
  });
});
