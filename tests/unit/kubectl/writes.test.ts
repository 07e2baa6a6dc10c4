import { describe, expect, it } from 'vitest';
import { Terminal, deployment, lines } from './terminal.ts';

const files = {
  'web.yaml': deployment(2, 'nginx:1.23'),
  'web-2.yaml': deployment(4, 'nginx:1.24'),
  'typo.yaml': deployment(2, 'nginx').replace('replicas', 'replcas'),
  'two.yaml': `${deployment(1, 'nginx')}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: "1"\n`,
};
const withWeb = (): Terminal => {
  const terminal = new Terminal(files);
  terminal.out('create deployment web --image=nginx:1.23 --replicas=2');
  return terminal;
};

describe('apply', () => {
  it('says what became of each object', () => {
    const terminal = new Terminal(files);
    expect(terminal.out('apply -f web.yaml --dry-run=server')).toBe('deployment.apps/web created (server dry run)\n');
    expect(terminal.out('apply -f web.yaml')).toBe('deployment.apps/web created\n');
    expect(terminal.out('apply -f web.yaml')).toBe('deployment.apps/web unchanged\n');
    expect(terminal.out('apply -f web-2.yaml')).toBe('deployment.apps/web configured\n');
    expect(terminal.out('apply -f two.yaml')).toBe('deployment.apps/web configured\nconfigmap/c created\n');
    expect(terminal.out('get deploy web -o jsonpath={.spec.replicas}')).toBe('1');
  });

  it('leaves alone what it did not set, and takes away what the manifest no longer names', () => {
    const labels = (...each: readonly string[]): Record<string, string> => ({
      'web.yaml': deployment(2, 'nginx').replace('    app: web\n', each.map((label) => `    ${label}\n`).join('')),
    });
    const terminal = new Terminal();
    terminal.type('apply -f web.yaml', labels('app: web', 'stage: test'));
    terminal.out('label deploy web tier=front');
    terminal.type('apply -f web.yaml', labels('app: web'));
    expect(terminal.out("get deploy web -o jsonpath='{.metadata.labels}'")).toBe('{"app":"web","tier":"front"}');
  });

  it('warns where there is no configuration to compare with', () => {
    const terminal = withWeb();
    expect(terminal.type('apply -f web-2.yaml')).toEqual({
      out: 'deployment.apps/web configured\n',
      err: 'Warning: resource deployments/web is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n',
      code: 0,
    });
    expect(terminal.type('apply -f web-2.yaml')).toEqual({ out: 'deployment.apps/web unchanged\n', err: '', code: 0 });
  });

  it('passes on why the server refuses', () => {
    const terminal = new Terminal(files);
    expect(terminal.err('apply -f typo.yaml')).toBe(
      'Error from server (BadRequest): error when creating "typo.yaml": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replcas"\n',
    );
  });
});

describe('create', () => {
  it('prints what it would send', () => {
    const terminal = new Terminal();
    expect(terminal.out('create deployment web --image=nginx:1.23 --replicas=2 --dry-run=client -o yaml')).toBe(
      lines(
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata:',
        '  creationTimestamp: null',
        '  labels:',
        '    app: web',
        '  name: web',
        'spec:',
        '  replicas: 2',
        '  selector:',
        '    matchLabels:',
        '      app: web',
        '  strategy: {}',
        '  template:',
        '    metadata:',
        '      creationTimestamp: null',
        '      labels:',
        '        app: web',
        '    spec:',
        '      containers:',
        '      - image: nginx:1.23',
        '        name: nginx',
        '        resources: {}',
        'status: {}',
      ),
    );
    expect(terminal.out('create service clusterip api --tcp=80:8080 --dry-run=client -o yaml')).toContain(
      '  ports:\n  - name: 80-8080\n    port: 80\n    protocol: TCP\n    targetPort: 8080\n',
    );
    expect(terminal.out('run box --image=busybox --dry-run=client -o yaml -- sleep 1d')).toContain('  - args:\n    - sleep\n    - 1d\n    image: busybox\n');
    expect(terminal.type('get deploy,pods,svc')).toMatchObject({ out: '' });
  });

  it.each([
    ['create deployment web --image=nginx', 'error: failed to create deployment: deployments.apps "web" already exists\n'],
    ['create -f web.yaml', 'Error from server (AlreadyExists): error when creating "web.yaml": deployments.apps "web" already exists\n'],
    ['create service nodeport api', 'error: at least one tcp port specifier must be provided\n'],
    ['expose deployment web', "error: couldn't find port via --port flag or introspection\n"],
    ['run box', 'error: required flag(s) "image" not set\n'],
    ['delete ns default', 'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted\n'],
    ['set image deploy/web nope=nginx', 'error: unable to find container named "nope"\n'],
    ['set image deploy web', 'error: at least one image update is required\n'],
    ['scale deploy web --replicas=4 --current-replicas=9', 'error: Expected replicas to be 9, was 2\n'],
    ['scale deploy nope --replicas=1', 'error: no objects passed to scale deployments.apps "nope" not found\n'],
    [`patch deploy web -p '{"spec":'`, 'Error from server (BadRequest): unexpected end of JSON input\n'],
    [
      `patch deploy web --type=json -p '[{"op":"remove","path":"/spec/nope"}]'`,
      'The request is invalid: the server rejected our request due to an error in our request\n',
    ],
    [
      `patch deploy web -p '{"spec":{"selector":{"matchLabels":{"a":"b"}}}}'`,
      lines(
        'The Deployment "web" is invalid: ',
        '* spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
        '* spec.selector: Invalid value: {"matchLabels":{"app":"web","a":"b"}}: field is immutable',
      ),
    ],
    ['label deploy web app=api', "error: 'app' already has a value (web), and --overwrite is false\n"],
    [
      "label deploy web 'tier=a b'",
      "error: invalid label value: \"tier=a b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')\n",
    ],
  ])('refuses: %s', (line, err) => {
    expect(withWeb().err(line)).toBe(err);
  });
});

describe('changes', () => {
  const terminal = withWeb();
  it.each([
    ['expose deployment web --port=80', 'service/web exposed\n'],
    ['autoscale deployment web --min=1 --max=5 --cpu-percent=50', 'horizontalpodautoscaler.autoscaling/web autoscaled\n'],
    ['create pdb p --selector=app=web --min-available=1', 'poddisruptionbudget.policy/p created\n'],
    ['create ns shop', 'namespace/shop created\n'],
    ['set resources deploy web --limits=cpu=200m,memory=512Mi --requests=cpu=100m', 'deployment.apps/web resource requirements updated\n'],
    ['set env deploy/web A=1 B-', 'deployment.apps/web env updated\n'],
    ['set env deploy/web --list', '# Deployment web, container nginx\nA=1\n'],
    ['set selector svc web app=api', 'service/web selector updated\n'],
    ['set serviceaccount deploy web robot', 'deployment.apps/web serviceaccount updated\n'],
    ['set image deploy web nginx=nginx:1.24 --dry-run=client -o name', 'deployment.apps/web\n'],
    ['set image deploy/web nginx=nginx:1.24', 'deployment.apps/web image updated\n'],
    ['set image deploy/web nginx=nginx:1.24', ''],
    [`patch deploy web -p '{"spec":{"replicas":3}}'`, 'deployment.apps/web patched\n'],
    [`patch deploy web -p '{"spec":{"replicas":3}}'`, 'deployment.apps/web patched (no change)\n'],
    ["patch deploy web --type=merge -p 'spec: {minReadySeconds: 5}'", 'deployment.apps/web patched\n'],
    ['label deploy web tier=front', 'deployment.apps/web labeled\n'],
    ['label deploy web tier=back --overwrite', 'deployment.apps/web labeled\n'],
    ['label deploy web tier-', 'deployment.apps/web unlabeled\n'],
    ['label deploy web tier-', 'label "tier" not found.\ndeployment.apps/web not labeled\n'],
    ["annotate deploy web kubernetes.io/change-cause='new image'", 'deployment.apps/web annotated\n'],
    ['scale deploy web --replicas=4', 'deployment.apps/web scaled\n'],
    ['delete svc web', 'service "web" deleted\n'],
    ['delete pod nope --ignore-not-found', ''],
  ])('%s', (line, out) => {
    expect(terminal.type(line)).toEqual({ out, err: '', code: 0 });
  });

  it('--record is deprecated, and remembers the line', () => {
    expect(terminal.type('scale deploy/web --replicas=5 --record')).toEqual({
      out: 'deployment.apps/web scaled\n',
      err: 'Flag --record has been deprecated, --record will be removed in the future\n',
      code: 0,
    });
    expect(terminal.out("get deploy web -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'")).toBe(
      'kubectl scale deploy/web --replicas=5 --record=true',
    );
  });
});

describe('delete', () => {
  it('waits until the objects are gone', () => {
    const terminal = withWeb();
    terminal.pass(5);
    const pod = terminal.out("get pods -o jsonpath='{.items[0].metadata.name}'");
    expect(terminal.type(`delete pod ${pod}`)).toEqual({ out: `pod "${pod}" deleted\n`, err: '', code: undefined });
    expect(terminal.pass(40)).toMatchObject({ code: 0 });
    expect(terminal.type(`delete pod ${pod} --wait=false`)).toEqual({ out: '', err: `Error from server (NotFound): pods "${pod}" not found\n`, code: 1 });
    expect(terminal.type('delete pods --all --wait=false')).toMatchObject({ code: 0 });
  });
});

describe('diff', () => {
  it('shows what apply would change, and fails with 1', () => {
    const terminal = new Terminal(files);
    terminal.out('apply -f web.yaml');
    expect(terminal.type('diff -f web.yaml')).toEqual({ out: '', err: '', code: 0 });
    const { out, code } = terminal.type('diff -f web-2.yaml');
    expect(code).toBe(1);
    expect(out).toMatch(/^diff -u -N LIVE\S*\/apps\.v1\.Deployment\.default\.web MERGED\S*\/apps\.v1\.Deployment\.default\.web\n--- LIVE/);
    expect(out).toContain('\n-      - image: nginx:1.23\n+      - image: nginx:1.24\n');
    expect(terminal.out('get deploy web -o jsonpath={.spec.replicas}')).toBe('2');
  });
});
