import { describe, expect, it } from 'vitest';
import { goDump } from '../../../src/cluster/api/schema/go-dump.ts';
import { templateHash } from '../../../src/cluster/api/schema/template-hash.ts';
import { revisionHash } from '../../../src/kube/hash.ts';
import type { PodTemplate } from '../../../src/kube/pod.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const template = { metadata: { labels: { app: 'web', tier: 'a' } }, spec: { containers: [{ name: 'c', image: 'x:1' }] } } as unknown as PodTemplate;
const withImage = (image: string): PodTemplate => ({ ...template, spec: { containers: [{ name: 'c', image }] } }) as unknown as PodTemplate;

describe('the hash of a template', () => {
  it('is that of a real cluster: a recording of one shows it', () => {
    const cluster = new TestCluster();
    const names = (): readonly string[] => [...cluster.session.cluster.store.list('replicasets')].map(({ metadata }) => metadata.name);
    const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.23"}]}
`;
    cluster.apply(manifest);
    expect(names()).toEqual(['web-7bb796ddfd']);
    cluster.apply(manifest.replace('1.23', '1.24'));
    expect(names()).toEqual(['web-7bb796ddfd', 'web-bd8fbc657']);
  });

  it('is the same for equal templates, whatever the order of their members', () => {
    const other = { spec: { containers: [{ image: 'x:1', name: 'c' }] }, metadata: { labels: { tier: 'a', app: 'web' }, annotations: undefined } };
    expect(templateHash(other as unknown as PodTemplate)).toBe(templateHash(template));
    expect(templateHash(withImage('x:2'))).not.toBe(templateHash(template));
  });

  it('is another for each collision, in letters that spell nothing', () => {
    const hashes = [templateHash(template), templateHash(template, 0), templateHash(template, 1), revisionHash(template, 2)];
    expect(new Set(hashes).size).toBe(4);
    for (const hash of hashes) expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/);
  });

  it('stands in the names of ReplicaSets and of Pods of DaemonSets alike', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml({ replicas: 1 }));
    const { spec } = cluster.session.cluster.store.get('deployments', 'default/web') ?? {};
    expect(cluster.kubectl('get rs -o jsonpath={.items[*].metadata.name}')).toBe(`web-${templateHash(spec?.template as PodTemplate)}`);
  });
});

describe('a dump as Go makes it', () => {
  it('has all members with their types, and what is not there', () => {
    expect(goDump({ containerPort: 80, protocol: 'TCP' }, 'core/v1.ContainerPort')).toBe(
      '{Name:(string) HostPort:(int32)0 ContainerPort:(int32)80 Protocol:(v1.Protocol)TCP HostIP:(string)}'.replace(/^/, '(v1.ContainerPort)'),
    );
    expect(goDump({ postStart: { exec: { command: ['a', 'b'] } } }, 'core/v1.Lifecycle')).toBe(
      '(v1.Lifecycle){PostStart:(*v1.LifecycleHandler){Exec:(*v1.ExecAction){Command:([]string)[a b]} HTTPGet:(*v1.HTTPGetAction)<nil> TCPSocket:(*v1.TCPSocketAction)<nil> Sleep:(*v1.SleepAction)<nil>} PreStop:(*v1.LifecycleHandler)<nil> StopSignal:(*v1.Signal)<nil>}',
    );
  });

  it('has quantities as they are kept, and ports that are numbers or names', () => {
    const amounts = goDump({ limits: { memory: '64Mi', cpu: '500m' } }, 'core/v1.ResourceRequirements');
    expect(amounts).toContain(
      'Limits:(v1.ResourceList)map[cpu:{i:(resource.int64Amount){value:(int64)500 scale:(resource.Scale)-3} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)500m Format:(resource.Format)DecimalSI} memory:{i:(resource.int64Amount){value:(int64)67108864 scale:(resource.Scale)0}',
    );
    expect(amounts).toContain('Requests:(v1.ResourceList)<nil>');
    expect(goDump({ port: 'http' }, 'core/v1.HTTPGetAction')).toContain('Port:(intstr.IntOrString){Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)http}');
    expect(goDump({ name: 'd', emptyDir: {} }, 'core/v1.Volume')).toContain(
      'VolumeSource:(v1.VolumeSource){HostPath:(*v1.HostPathVolumeSource)<nil> EmptyDir:(*v1.EmptyDirVolumeSource){Medium:(v1.StorageMedium) ',
    );
  });
});
