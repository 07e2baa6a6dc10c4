import { beforeEach, describe, expect, it } from 'vitest';
import { Terminal, deployment, lines } from './terminal.ts';

/** What kubectl itself prints for the same state of a cluster. */
let terminal: Terminal;
beforeEach(() => {
  terminal = new Terminal({ 'web.yaml': deployment(2, 'nginx:1.23') });
  terminal.out('apply -f web.yaml');
  terminal.pass(5);
});

const podOf = (): string => terminal.out("get pods -o jsonpath='{.items[0].metadata.name}'");

describe('get', () => {
  it('prints the Scale of an object', () => {
    expect(terminal.out('get deploy web --subresource=scale')).toBe(lines('NAME   AGE', 'web    5s'));
    expect(terminal.out("get deploy web --subresource=scale -o jsonpath='{.kind} {.spec.replicas} {.status.selector}'")).toBe('Scale 2 app=web');
    expect(terminal.err('get deploy --subresource=scale')).toBe('error: subresource cannot be used when bulk resources are specified\n');
    expect(terminal.err('get deploy web --subresource=nope')).toBe('Error from server (NotFound): the server could not find the requested resource\n');
  });

  it('keeps the column of namespaces once a table had it', () => {
    const headers = (line: string): readonly string[] =>
      terminal
        .out(line)
        .split('\n')
        .filter((row) => row.includes('AGE'))
        .map((row) => row.split(/ +/)[0] ?? '');
    expect(headers('get pc,deploy -A')).toEqual(['NAME', 'NAMESPACE']);
    expect(headers('get deploy,pc -A')).toEqual(['NAMESPACE', 'NAMESPACE']);
  });

  it('drops what cannot be sorted from a table, and says so of other formats', () => {
    expect(terminal.type('get deploy --sort-by=.nosuch')).toEqual({ out: '', err: 'No resources found in default namespace.\n', code: 0 });
    expect(terminal.type("get deploy --sort-by='{.spec['")).toEqual({ out: '', err: 'No resources found in default namespace.\n', code: 0 });
  });

  it('shows what a path was tried on', () => {
    terminal.out('create configmap cm --from-literal=a=b');
    const { err } = terminal.type("get configmap cm -o jsonpath='{.data.a[0]}'");
    expect(err).toContain(
      '\ttemplate was:\n\t\t{.data.a[0]}\n\tobject given to jsonpath engine was:\n\t\tmap[string]interface {}{"apiVersion":"v1", "data":map[string]interface {}{"a":"b"}, "kind":"ConfigMap"',
    );
  });
});

describe('typed objects', () => {
  it('have the order of their structures in JSON', () => {
    expect(terminal.out('create service clusterip x --tcp=80 --dry-run=client -o json')).toBe(`{
    "kind": "Service",
    "apiVersion": "v1",
    "metadata": {
        "name": "x",
        "creationTimestamp": null,
        "labels": {
            "app": "x"
        }
    },
    "spec": {
        "ports": [
            {
                "name": "80",
                "protocol": "TCP",
                "port": 80,
                "targetPort": 80
            }
        ],
        "selector": {
            "app": "x"
        },
        "type": "ClusterIP"
    },
    "status": {
        "loadBalancer": {}
    }
}
`);
  });

  it('leave out what is empty', () => {
    expect(terminal.out('create priorityclass x --value=1 --dry-run=client -o yaml')).toBe(
      lines(
        'apiVersion: scheduling.k8s.io/v1',
        'kind: PriorityClass',
        'metadata:',
        '  creationTimestamp: null',
        '  name: x',
        'preemptionPolicy: PreemptLowerPriority',
        'value: 1',
      ),
    );
  });
});

describe('refusals', () => {
  it.each([
    ['create', 'error: must specify one of -f and -k\n'],
    ['create nope', "error: Unexpected args: [nope]\nSee 'kubectl create -h' for help and examples\n"],
    ['replace', 'error: must specify one of -f and -k\n'],
    ['create pdb x --min-available=1', 'error: a selector must be specified\n'],
    ['run x --image=nginx:1 --labels=bad', 'error: unexpected label spec: bad\n'],
    [
      'run x --image=nginx:1 --rm -it --dry-run=client',
      "error: --dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)\nSee 'kubectl run -h' for help and examples\n",
    ],
    ['patch deploy web -p {} --patch-file=x', 'error: cannot specify --patch and --patch-file together\n'],
    ['set image deploy web', 'error: at least one image update is required\n'],
    ['set selector', 'error: one selector is required\n'],
    ['set env deploy web A=b A-', 'error: can not both modify and remove the same environment variable in the same command\n'],
    ['set env deploy web --from=configmap/nope', 'Error from server (NotFound): configmaps "nope" not found\n'],
    ['rollout status rs --watch=false', 'error: no status viewer has been implemented for ReplicaSet.apps\n'],
    ['rollout history deploy web --revision=9 -o yaml', 'error: unable to find the specified revision\n'],
    ['drain node-1 --pod-selector="app in"', 'error: --pod-selector=<pod_selector> must be a valid label selector\n'],
    ['api-resources --sort-by=nope', 'error: --sort-by accepts only name or kind\n'],
    ['config set-context', 'error: you must specify a non-empty context name or --current\n'],
    ['config get-contexts nope', 'error: context nope not found\n'],
    ['logs nope', 'error: error from server (NotFound): pods "nope" not found in namespace "default"\n'],
    ['logs -l app=web x', "error: only a selector (-l) or a POD name is allowed\nSee 'kubectl logs -h' for help and examples\n"],
    ['logs x --tail=-5', 'error: --tail must be greater than or equal to -1\n'],
    ['exec x ls', "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples\n"],
  ])('%s', (line, words) => {
    const { err, code } = terminal.type(line);
    expect(err).toBe(words);
    expect(code).toBe(1);
  });

  it('of diff have an exit code of their own', () => {
    expect(terminal.type('diff')).toEqual({ out: '', err: 'error: must specify one of -f and -k\n', code: 2 });
    expect(terminal.type('diff x').code).toBe(2);
  });

  it('print the help of a group as errors, but for rollout', () => {
    expect(terminal.type('set').err).toContain('Available Commands:');
    expect(terminal.type('set').out).toBe('');
    expect(terminal.type('rollout').out).toContain('Available Commands:');
  });
});

describe('dry runs', () => {
  it('as a boolean are deprecated, and still understood', () => {
    expect(terminal.type('create deployment x --image=nginx:1 --dry-run')).toEqual({
      out: 'deployment.apps/x created (dry run)\n',
      err: 'W0000 helpers.go] --dry-run is deprecated and can be replaced with --dry-run=client.\n',
      code: 0,
    });
    expect(terminal.type('create deployment x --image=nginx:1 --dry-run=false')).toEqual({
      out: 'deployment.apps/x created\n',
      err: 'W0000 helpers.go] --dry-run=false is deprecated (boolean value) and can be replaced with --dry-run=none.\n',
      code: 0,
    });
    expect(terminal.out('get deploy x -o name')).toBe('deployment.apps/x\n');
  });

  it('of a drain leave the Pods alone', () => {
    terminal.out('delete deploy web');
    terminal.out('run solo --image=nginx:1');
    terminal.pass(5);
    const node = terminal.out("get pod solo -o jsonpath='{.spec.nodeName}'");
    expect(terminal.type(`drain ${node} --force --dry-run=server`)).toEqual({
      out: lines(`node/${node} cordoned (server dry run)`, 'evicting pod default/solo (server dry run)', `node/${node} drained (server dry run)`),
      err: 'Warning: deleting Pods that declare no controller: default/solo\n',
      code: 0,
    });
    expect(terminal.out('get pod solo -o name')).toBe('pod/solo\n');
  });
});

describe('drain', () => {
  it('ends with everything that was wrong', () => {
    terminal.out('run solo --image=nginx:1');
    terminal.pass(5);
    const node = terminal.out("get pod solo -o jsonpath='{.spec.nodeName}'");
    const why = 'cannot delete cannot delete Pods that declare no controller (use --force to override): default/solo';
    expect(terminal.type(`drain ${node}`)).toEqual({
      out: `node/${node} cordoned\n`,
      err: lines(
        `error: unable to drain node "${node}" due to error: ${why}, continuing command...`,
        'There are pending nodes to be drained:',
        ` ${node}`,
        why,
      ),
      code: 1,
    });
  });

  it('gives up at its time-out, and names the Pods that are left', () => {
    terminal.out('create pdb web --selector=app=web --min-available=2');
    terminal.pass(1);
    const node = terminal.out("get pods -o jsonpath='{.items[0].spec.nodeName}'");
    const pod = podOf();
    terminal.type(`drain ${node} --timeout=7s`);
    const about = `error when evicting pods/"${pod}" -n "default"`;
    const why = `${about}: global timeout reached: 7s`;
    const refused = `${about} (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.`;
    expect(terminal.pass(20)).toEqual({
      out: lines(`node/${node} cordoned`, ...Array.from({ length: 3 }, () => `evicting pod default/${pod}`)),
      err: lines(
        refused,
        refused,
        `There are pending pods in node "${node}" when an error occurred: ${why}`,
        `pod/${pod}`,
        `error: unable to drain node "${node}" due to error: ${why}, continuing command...`,
        'There are pending nodes to be drained:',
        ` ${node}`,
        why,
      ),
      code: 1,
    });
  });

  it('has nothing to do where no Node matches', () => {
    expect(terminal.type('drain -l x=y')).toEqual({ out: '', err: '', code: 0 });
  });
});

describe('what it says of what it does', () => {
  it('replace --force', () => {
    terminal.type('replace --force -f web.yaml');
    expect(terminal.pass(5)).toEqual({ out: lines('deployment.apps "web" deleted', 'deployment.apps/web replaced'), err: '', code: 0 });
  });

  it('run --expose tells of the Service first', () => {
    expect(terminal.out('run x --image=nginx:1 --port=80 --expose')).toBe(lines('service/x created', 'pod/x created'));
  });

  it('delete --cascade=false', () => {
    expect(terminal.type('delete deploy web --cascade=false').err).toBe(
      'warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.\n',
    );
  });

  it('set env --from', () => {
    terminal.out('create configmap cm --from-literal=a=b');
    expect(terminal.type('set env deploy web --from=configmap/cm')).toEqual({
      out: 'deployment.apps/web env updated\n',
      err: 'Warning: key a transferred to A\n',
      code: 0,
    });
  });

  it('annotate does not miss what it takes away, as label does', () => {
    expect(terminal.out('annotate deploy web nope-')).toBe('deployment.apps/web annotated\n');
    expect(terminal.out('label deploy web nope-')).toBe(lines('label "nope" not found.', 'deployment.apps/web not labeled'));
  });

  it('history as objects shows the ReplicaSets of a Deployment', () => {
    terminal.out('rollout restart deploy web');
    expect(terminal.out('rollout history deploy web --revision=1 -o jsonpath={.kind}')).toBe('ReplicaSet');
  });

  it('apply view-last-applied', () => {
    expect(terminal.out('apply view-last-applied deploy web')).toBe(
      lines(
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata:',
        '  annotations: {}',
        '  labels:',
        '    app: web',
        '  name: web',
        '  namespace: default',
        'spec:',
        '  replicas: 2',
        '  selector:',
        '    matchLabels:',
        '      app: web',
        '  template:',
        '    metadata:',
        '      labels:',
        '        app: web',
        '    spec:',
        '      containers:',
        '      - image: nginx:1.23',
        '        name: nginx',
      ),
    );
  });

  it('--v=6 tells of requests', () => {
    const url = 'https://10.96.0.1:443/apis/apps/v1/namespaces/default/deployments';
    const line = (request: string): string => `I0105 00:00:05.000000       1 round_trippers.go:560] ${request} in 0 milliseconds`;
    expect(terminal.type('get deploy -v=6').err).toBe(lines(line(`GET ${url}?limit=500 200 OK`)));
    expect(terminal.type('scale deploy web --replicas=3 --v=6')).toEqual({
      out: 'deployment.apps/web scaled\n',
      err: lines(line(`GET ${url}/web 200 OK`), line(`PATCH ${url}/web/scale 200 OK`)),
      code: 0,
    });
    expect(terminal.type('get deploy nope -v=6').err).toBe(
      lines(line(`GET ${url}/nope 404 Not Found`), 'Error from server (NotFound): deployments.apps "nope" not found'),
    );
    expect(terminal.type('get deploy -v=5').err).toBe('');
  });

  it('api-resources by what they can and where they are listed', () => {
    expect(terminal.out('api-resources --api-group=apps --categories=all --verbs=list -o name')).toBe(
      lines('daemonsets.apps', 'deployments.apps', 'replicasets.apps', 'statefulsets.apps'),
    );
  });
});
