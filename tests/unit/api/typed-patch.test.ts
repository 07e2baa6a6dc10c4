import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { cluster, deployment, refusal, template } from './helpers.ts';

/** What server-side apply says of a configuration that does not fit its schema. */
const applied = (spec: object): string | undefined => {
  const into = cluster();
  return refusal(() => into.decide('kubectl', 0, undefined, () => into.server.apply(deployment('w', spec) as KubeObject, { name: 'me' })));
};
const containers = (...list: readonly object[]): object => ({ template: template({ containers: list }) });
const START = 'failed to create typed patch object (default/w; apps/v1, Kind=Deployment): ';

describe('server-side apply', () => {
  it.each([
    [{ foo: 1 }, '.spec.foo: field not declared in schema'],
    [{ replicas: 'two' }, '.spec.replicas: expected numeric (int or float), got string'],
    [{ paused: 'yes' }, '.spec.paused: expected boolean, got &{yes}'],
    [
      containers({ name: 'c', image: 'x', env: [{ name: 'A', value: 1 }] }),
      '.spec.template.spec.containers[name="c"].env[name="A"].value: expected string, got &value.valueUnstructured{Value:1}',
    ],
    [containers({ name: 'c', image: 'x', command: 'sh' }), '.spec.template.spec.containers[name="c"].command: expected list, got &{sh}'],
    [containers({ name: 'c' }, { name: 'c' }), '.spec.template.spec.containers: duplicate entries for key [name="c"]'],
    [
      containers({ name: 'c', image: 'x', ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] }),
      '.spec.template.spec.containers[name="c"].ports: duplicate entries for key [containerPort=80,protocol="TCP"]',
    ],
    [
      containers({ image: 'x' }),
      '.spec.template.spec.containers: element 0: associative list with keys has an element that omits key field "name" (and doesn\'t have default value)',
    ],
    [{ replicas: true, strategy: [] }, 'errors:\n  .spec.replicas: expected numeric (int or float), got bool\n  .spec.strategy: expected map, got &{[]}'],
  ])('of %j', (spec, problem) => expect(applied(spec)).toBe(START + problem));

  it('takes what fits', () => {
    expect(
      applied({
        strategy: { rollingUpdate: { maxSurge: '25%' } },
        template: template({ containers: [{ name: 'c', image: 'x', resources: { limits: { cpu: 1 } } }] }),
      }),
    ).toBeUndefined();
  });
});
