import { describe, expect, it } from 'vitest';
import { imageNameProblem } from '../../../src/cluster/node/configuration.ts';
import { explainBlockers } from '../../../src/scenario/remedy.ts';
import { Terminal, lines } from '../kubectl/terminal.ts';

const pod = (spec: string, image = 'nginx:1.23', volumes = ''): string => `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
${volumes}  containers:
  - name: main
    image: "${image}"
${spec}`;
const FROM = '    envFrom:\n    - configMapRef: {name: settings}\n';
const KEY = '    env:\n    - name: TOKEN\n      valueFrom: {secretKeyRef: {name: secrets, key: token}}\n';

class Stuck extends Terminal {
  applied(text: string, seconds = 5): this {
    this.type('kubectl apply -f pod.yaml', { 'pod.yaml': text });
    this.pass(seconds);
    return this;
  }
  get status(): string {
    return this.out('kubectl get pod web --no-headers').split(/\s+/)[2] ?? '';
  }
  get waiting(): string {
    return this.out("kubectl get pod web -o jsonpath='{.status.containerStatuses[0].state.waiting.message}'");
  }
  get events(): readonly string[] {
    return this.out('kubectl get events --field-selector type=Warning -o jsonpath=\'{range .items[*]}{.reason}: {.message}{"\\n"}{end}\'')
      .split('\n')
      .filter(Boolean);
  }
}

describe('a container whose configuration is missing', () => {
  it('is not created, and says what it lacks', () => {
    const stuck = new Stuck().applied(pod(FROM));
    expect(stuck.status).toBe('CreateContainerConfigError');
    expect(stuck.waiting).toBe('configmap "settings" not found');
    expect(stuck.events).toEqual(['Failed: Error: configmap "settings" not found']);
  });

  it('starts at the next try after the ConfigMap has come, and nothing happens before', () => {
    const stuck = new Stuck().applied(pod(FROM), 25);
    expect(stuck.session.cluster.nextAt).toBeUndefined();
    stuck.out('kubectl create configmap settings --from-literal=a=1');
    stuck.pass(4);
    expect(stuck.status).toBe('CreateContainerConfigError');
    stuck.pass(8);
    expect(stuck.status).toBe('Running');
  });

  it('takes no binary data for a variable', () => {
    const stuck = new Stuck().applied(`apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
binaryData: {token: AAAA}
---
${pod(KEY.replace('secretKeyRef: {name: secrets,', 'configMapKeyRef: {name: settings,'))}`);
    expect(stuck.waiting).toBe("couldn't find key token in ConfigMap default/settings");
  });

  it('wants the key as well, and takes an empty one', () => {
    const stuck = new Stuck().applied(pod(KEY));
    expect(stuck.waiting).toBe('secret "secrets" not found');
    stuck.out('kubectl create secret generic secrets --from-literal=other=1');
    stuck.pass(11);
    expect(stuck.waiting).toBe("couldn't find key token in Secret default/secrets");
    stuck.out(`kubectl patch secret secrets --type=merge -p '{"stringData":{"token":""}}'`);
    stuck.pass(11);
    expect(stuck.status).toBe('Running');
  });

  it('does without what is optional, and does not mind what is there', () => {
    const optional = FROM.replace('settings}', 'settings, optional: true}');
    expect(new Stuck().applied(pod(optional)).status).toBe('Running');
    const there = new Stuck();
    there.out('kubectl create configmap settings');
    expect(there.applied(pod(FROM)).status).toBe('Running');
  });

  it.each([
    ['configMap: {name: settings}', 'configmap "settings" not found', 'kubectl create configmap settings'],
    ['secret: {secretName: secrets}', 'secret "secrets" not found', 'kubectl create secret generic secrets'],
    ['projected: {sources: [{configMap: {name: settings}}]}', 'configmap "settings" not found', 'kubectl create configmap settings'],
  ])('is not started while a volume cannot be filled: %s', (source, message, mend) => {
    const stuck = new Stuck().applied(pod('', 'nginx', `  volumes:\n  - {name: files, ${source}}\n`));
    expect(stuck.status).toBe('ContainerCreating');
    expect(stuck.events).toEqual([`FailedMount: MountVolume.SetUp failed for volume "files" : ${message}`]);
    stuck.out(mend);
    stuck.pass(3);
    expect(stuck.status).toBe('Running');
  });

  it('wants every file that a volume lists', () => {
    const stuck = new Stuck();
    stuck.out('kubectl create configmap settings --from-literal=a=1');
    stuck.applied(pod('', 'nginx', '  volumes:\n  - {name: files, configMap: {name: settings, items: [{key: b, path: b}]}}\n'));
    expect(stuck.events).toEqual(['FailedMount: MountVolume.SetUp failed for volume "files" : configmap references non-existent config key: b']);
  });

  it('is freed by making all that it lacks, as was tried', () => {
    const stuck = new Stuck().applied(pod(FROM + KEY, 'nginx', '  volumes:\n  - {name: files, secret: {secretName: certificates}}\n'));
    const [mount] = explainBlockers(stuck.session, stuck.session.cluster.log.length, 'pods', 'default/web');
    expect(mount?.reason.rule).toBe('blocked/pod-mount');
    expect(mount?.freed?.remedy.commands).toEqual([
      'kubectl create secret generic certificates',
      'kubectl create configmap settings',
      'kubectl create secret generic secrets --from-literal=token=',
    ]);
  });
});

describe('an image whose name is none', () => {
  it('is not asked for', () => {
    const stuck = new Stuck().applied(pod('', '{{ .Values.image }}'));
    expect(stuck.status).toBe('InvalidImageName');
    const problem = `Failed to apply default image tag "{{ .Values.image }}": couldn't parse image name "{{ .Values.image }}": invalid reference format`;
    expect(stuck.waiting).toBe(problem);
    expect(stuck.events).toEqual([`InspectFailed: ${problem}`, 'Failed: Error: InvalidImageName']);
  });

  it('stops a rollout, and going back frees it', () => {
    const terminal = new Terminal();
    terminal.out('kubectl create deployment web --image=nginx:1.23 --replicas=2');
    terminal.pass(5);
    terminal.out('kubectl set image deployment/web nginx=Nginx:1.24');
    terminal.pass(5);
    const [blocker] = explainBlockers(terminal.session, terminal.session.cluster.log.length, 'deployments', 'default/web');
    expect(blocker?.reason).toMatchObject({ rule: 'blocked/pod-image-name', values: { problem: expect.stringContaining('must be lowercase') } });
    expect(blocker?.freed?.remedy.commands).toEqual(['kubectl rollout undo deployment/web']);
  });

  it.each([
    'nginx',
    'nginx:1.23',
    'a/b/c:v1',
    'gcr.io/google_samples/gb-frontend:v3',
    'localhost:5000/x@sha256:' + 'a'.repeat(64),
    'REGISTRY.example/x',
    'a--b__c.d',
  ])('takes %s', (image) => expect(imageNameProblem(image)).toBeUndefined());
  it.each([
    ['', 'invalid reference format'],
    ['nginx:', 'invalid reference format'],
    ['$IMAGE', 'invalid reference format'],
    ['“nginx”', 'invalid reference format'],
    ['nginx:1 23', 'invalid reference format'],
    ['https://example.com/nginx', 'invalid reference format'],
    ['Nginx:1.23', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
    ['gcr.io/Team/web', 'invalid reference format: repository name (Team/web) must be lowercase'],
  ])('refuses %s', (image, problem) => expect(imageNameProblem(image)).toBe(problem));
});

it('prints a Pod that waits for its configuration as kubectl does', () => {
  expect(new Stuck().applied(pod(FROM)).out('kubectl get pod web')).toBe(
    lines('NAME   READY   STATUS                       RESTARTS   AGE', 'web    0/1     CreateContainerConfigError   0          5s'),
  );
});
