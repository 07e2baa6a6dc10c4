import { beforeAll, describe, expect, it } from 'vitest';
import { isReadOnly } from '../../../src/kubectl/index.ts';
import { Terminal, lines } from './terminal.ts';

const terminal = new Terminal();
beforeAll(() => {
  terminal.out('create deployment web --image=nginx:1.23 --replicas=2');
  terminal.out('expose deployment web --port=80');
  terminal.pass(5);
});

describe('what it describes', () => {
  it('a Deployment, with its ReplicaSets and its Events', () => {
    const name = terminal.out("get rs -o jsonpath='{.items[0].metadata.name}'");
    expect(terminal.out('describe deploy web')).toBe(
      lines(
        'Name:                   web',
        'Namespace:              default',
        'CreationTimestamp:      Mon, 05 Jan 2026 00:00:00 +0000',
        'Labels:                 app=web',
        'Annotations:            deployment.kubernetes.io/revision: 1',
        'Selector:               app=web',
        'Replicas:               2 desired | 2 updated | 2 total | 2 available | 0 unavailable',
        'StrategyType:           RollingUpdate',
        'MinReadySeconds:        0',
        'RollingUpdateStrategy:  25% max unavailable, 25% max surge',
        'Pod Template:',
        '  Labels:  app=web',
        '  Containers:',
        '   nginx:',
        '    Image:         nginx:1.23',
        '    Port:          <none>',
        '    Host Port:     <none>',
        '    Environment:   <none>',
        '    Mounts:        <none>',
        '  Volumes:         <none>',
        '  Node-Selectors:  <none>',
        '  Tolerations:     <none>',
        'Conditions:',
        '  Type           Status  Reason',
        '  ----           ------  ------',
        '  Available      True    MinimumReplicasAvailable',
        '  Progressing    True    NewReplicaSetAvailable',
        'OldReplicaSets:  <none>',
        `NewReplicaSet:   ${name} (2/2 replicas created)`,
        'Events:',
        '  Type    Reason             Age   From                   Message',
        '  ----    ------             ----  ----                   -------',
        `  Normal  ScalingReplicaSet  5s    deployment-controller  Scaled up replica set ${name} from 0 to 2`,
      ),
    );
  });

  it('a Service and a Pod', () => {
    expect(terminal.out('describe svc web')).toMatch(
      /^Name: {21}web\nNamespace: {16}default\nLabels: {19}app=web\nAnnotations: {14}<none>\nSelector: {17}app=web\nType: {21}ClusterIP\n/,
    );
    expect(terminal.out('describe pods')).toContain('Controlled By:  ReplicaSet/web-');
    expect(terminal.err('describe deploy nope')).toBe('Error from server (NotFound): deployments.apps "nope" not found\n');
  });
});

describe('explain', () => {
  it('shows a field and what is in it', () => {
    const text = terminal.out('explain deploy.spec.strategy');
    expect(text).toMatch(
      /^GROUP: {6}apps\nKIND: {7}Deployment\nVERSION: {4}v1\n\nFIELD: strategy <DeploymentStrategy>\n\n\nDESCRIPTION:\n {4}The deployment strategy/,
    );
    expect(text).toContain('FIELDS:\n  rollingUpdate\t<RollingUpdateDeployment>\n');
    expect(terminal.err('explain pods.spec.nope')).toBe('error: field "nope" does not exist\n');
  });
});

describe('events', () => {
  it('are listed by age, for one object or of one type', () => {
    expect(terminal.out('events --for deploy/web').split('\n')[0]).toMatch(/^LAST SEEN {3}TYPE {5}REASON {14}OBJECT {11}MESSAGE$/);
    expect(terminal.type('events --types=Warning')).toEqual({ out: '', err: 'No events found in default namespace.\n', code: 0 });
    expect(terminal.out('get events --field-selector reason=ScalingReplicaSet --no-headers')).toMatch(
      /^5s {4}Normal {3}ScalingReplicaSet {3}deployment\/web {3}Scaled up replica set/,
    );
  });
});

describe('isReadOnly', () => {
  it.each([
    'get pods',
    'kubectl describe deploy web',
    'kubectl get pods | grep web',
    'rollout status deploy/web',
    'apply -f web.yaml --dry-run=server',
    'watch kubectl get pods',
    'curl http://web',
    'frobnicate',
    'echo $(kubectl get pods)',
    '',
  ])('%s', (line) => {
    expect(isReadOnly(line)).toBe(true);
  });
  it.each([
    'apply -f web.yaml',
    'kubectl delete pod x',
    'get pods && kubectl delete pod x',
    'echo $(kubectl delete pod x)',
    'kubectl delete pod $(kubectl get pods -o name | head -1) --wait=false',
    'for n in 1 2; do kubectl scale deploy web --replicas=$n; done',
    'kubectl exec web -- sh -c "while true; do wget -qO- http://web; done"',
    'while true; do wget -qO- http://web; done',
  ])('not: %s', (line) => {
    expect(isReadOnly(line)).toBe(false);
  });
});

describe('completion', () => {
  const offered = (line: string): readonly string[] => terminal.session.complete(line).candidates;

  it('offers commands, kinds, names and flags', () => {
    expect(offered('kub')).toEqual(['kubectl']);
    expect(offered('kubectl ro')).toEqual(['rollout']);
    expect(offered('kubectl rollout ')).toEqual(['history', 'pause', 'restart', 'resume', 'status', 'undo']);
    expect(offered('kubectl get depl')).toEqual(['deployments.apps']);
    expect(offered('kubectl get po')).toEqual(['poddisruptionbudgets.policy', 'pods', 'podtemplates']);
    expect(offered('kubectl rollout status d')).toEqual(['daemonset', 'deployment']);
    expect(offered('kubectl set image d')).toEqual(['daemonsets', 'deployments']);
    expect(offered('kubectl get deploy w')).toEqual(['web']);
    expect(offered('kubectl scale deploy/w')).toEqual(['web']);
    expect(offered('kubectl get pods --sort')).toEqual(['--sort-by=']);
    expect(offered('kubectl get pods -o js')).toEqual(expect.arrayContaining(['json']));
    expect(offered('kubectl get pods | gr')).toEqual(['grep']);
  });

  it('says from where in the line it completes', () => {
    expect(terminal.session.complete('kubectl get deploy w').from).toBe('kubectl get deploy '.length);
  });
});
