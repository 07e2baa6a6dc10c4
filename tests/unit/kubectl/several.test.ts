import { beforeEach, describe, expect, it } from 'vitest';
import { goSort } from '../../../src/kubectl/core/go-sort.ts';
import { Terminal, deployment, lines } from './terminal.ts';

/** What kubectl prints where several objects, names or namespaces are concerned. */
let terminal: Terminal;
beforeEach(() => {
  terminal = new Terminal({ 'web.yaml': deployment(2, 'nginx:1.23') });
  terminal.out('apply -f web.yaml');
  terminal.pass(5);
});

const podsOf = (): readonly string[] => terminal.out("get pods -o jsonpath='{.items[*].metadata.name}'").split(' ');

describe('wait', () => {
  it('tells of every object that did not come to it in time', () => {
    const [a, b] = podsOf();
    terminal.type('wait pods --all --for=condition=Nope --timeout=2s');
    expect(terminal.pass(3)).toEqual({
      out: '',
      err: lines(`timed out waiting for the condition on pods/${a}`, `timed out waiting for the condition on pods/${b}`),
      code: 1,
    });
    expect(terminal.type('wait pods --all --for=condition=Nope --timeout=0').err).toBe(
      lines(`condition not met for pods/${a}`, `condition not met for pods/${b}`),
    );
    terminal.type('wait pods --all --for=delete --timeout=1s');
    expect(terminal.pass(2).err).toBe(
      lines(`timed out waiting for the condition on pods/${a}`, 'client rate limiter Wait returned an error: context deadline exceeded'),
    );
  });

  it('counts what comes after the time is over as late', () => {
    const [a] = podsOf();
    terminal.type(`wait pod/${a} deploy/web --for=condition=Available --timeout=1s`);
    expect(terminal.pass(2)).toEqual({
      out: '',
      err: lines(`timed out waiting for the condition on pods/${a}`, 'timed out waiting for the condition on deployments/web'),
      code: 1,
    });
  });

  it('waits for those that are there', () => {
    const [a] = podsOf();
    expect(terminal.type(`wait pod nope ${a} --for=condition=Ready`)).toEqual({
      out: `pod/${a} condition met\n`,
      err: 'Error from server (NotFound): pods "nope" not found\n',
      code: 1,
    });
  });
});

describe('names', () => {
  it('are short as they are written, and groups may be begun', () => {
    expect(terminal.out('get deploy.app web -o name')).toBe('deployment.apps/web\n');
    expect(terminal.out('get Deployments. -o name')).toBe('deployment.apps/web\n');
    expect(terminal.err('get DEPLOY')).toBe('error: the server doesn\'t have a resource type "DEPLOY"\n');
    expect(terminal.err('get pods.v1')).toBe('error: the server doesn\'t have a resource type "pods"\n');
  });

  it('are looked for in a namespace that has to be there', () => {
    const missing = 'Error from server (NotFound): namespaces "nope" not found\n';
    expect(terminal.err('get deploy web -n nope')).toBe(missing);
    expect(terminal.err('scale deploy web -n nope --replicas=1')).toBe('error: no objects passed to scale namespaces "nope" not found\n');
    expect(terminal.err('delete deploy web -n nope')).toBe('Error from server (NotFound): deployments.apps "web" not found\n');
    expect(terminal.err('get deploy web -n kube-system')).toBe('Error from server (NotFound): deployments.apps "web" not found\n');
  });

  it('need not exist for a dry run of delete', () => {
    expect(terminal.out('delete deploy web nope --dry-run=client')).toBe(
      lines('deployment.apps "web" deleted (dry run)', 'deployment.apps "nope" deleted (dry run)'),
    );
  });

  it('that begin alike are described one below the other', () => {
    const described = terminal.out('describe pod web');
    expect(described).toMatch(/\nEvents:.*\n(?: {2}.*\n)+\nName: {9}web-/);
    expect(described).toMatch(/to base-\d\n\n$/);
  });
});

describe('sorting', () => {
  it('is of tables, where there are several', () => {
    const wrong = 'error: couldn\'t find any field with path "{.metadata.name}" in the list of objects\n';
    expect(terminal.err('get deploy,rs --sort-by=.metadata.name')).toBe(wrong);
    expect(terminal.err(`get pods ${podsOf().join(' ')} --sort-by=.metadata.name`)).toBe(wrong);
    expect(terminal.out('get deploy,rs --sort-by=.kind -o name')).toMatch(/^deployment.apps\/web\nreplicaset.apps\/web-/);
  });

  it('turns around what does not have the field, as Go does with a few', () => {
    const [a, b] = podsOf();
    terminal.out(`label pod ${a} rank=1`);
    terminal.out('run solo --image=nginx:1.23');
    expect(terminal.out('get pods -o name --sort-by=.metadata.labels.rank')).toBe(lines(`pod/${b}`, 'pod/solo', `pod/${a}`));
  });

  it('orders many as it should, by insertion, partition and heap', () => {
    for (const size of [0, 1, 12, 13, 49, 50, 200, 1000]) {
      const mixed = Array.from({ length: size }, (_, i) => (i * 7919) % 1009);
      const sorted = [...mixed].sort((x, y) => x - y);
      for (const given of [mixed, sorted, sorted.toReversed(), mixed.map((x) => x % 3)])
        expect(goSort(given, (x, y) => x < y)).toEqual([...given].sort((x, y) => x - y));
    }
  });

  it('leaves equal ones as they were only up to twelve', () => {
    const same = (size: number): readonly number[] => Array.from({ length: size }, (_, i) => i);
    expect(goSort(same(12), () => false)).toEqual(same(12));
    expect(goSort(same(12), () => true)).toEqual(same(12).toReversed());
  });
});

describe('taints', () => {
  it('that are not there are told together, and dry runs not at all', () => {
    expect(terminal.err('taint nodes base-1 a- b-')).toBe('error: [taint "a" not found, taint "b" not found]\n');
    expect(terminal.out('taint nodes base-1 a=b:NoSchedule --dry-run=client')).toBe('node/base-1 tainted\n');
    expect(terminal.out('get node base-1 -o jsonpath={.spec.taints}')).toBe('');
  });
});

describe('logs', () => {
  it('say which Pod of several they are from', () => {
    const pods = podsOf();
    for (const of of ['deploy/web', 'rs', 'svc/web']) {
      if (of === 'svc/web') terminal.out('expose deploy web --port=80');
      const name = of === 'rs' ? terminal.out('get rs -o name').trim() : of;
      expect(terminal.type(`logs ${name}`)).toEqual({
        out: lines('starting nginx:1.23', 'ready to serve'),
        err: `Found 2 pods, using pod/${pods[0]}\n`,
        code: 0,
      });
    }
    expect(terminal.out('logs deploy/web --all-pods | wc -l')).toBe('4\n');
    expect(terminal.type('logs -l app=nope')).toEqual({ out: '', err: 'No resources found in default namespace.\n', code: 0 });
    expect(terminal.err('logs node/base-1')).toBe('error: cannot get the logs from *v1.Node: selector for *v1.Node not implemented\n');
  });
});

describe('set', () => {
  it('prints what it decoded in a dry run', () => {
    const printed = terminal.out('set image deploy web nginx=nginx:1.24 --dry-run=client -o yaml');
    expect(printed).toContain('  template:\n    metadata:\n      creationTimestamp: null\n      labels:');
    expect(printed).not.toContain('terminatingReplicas');
    expect(terminal.out('set image -f web.yaml nginx=nginx:1.24 --local -o yaml')).toMatch(
      /^apiVersion: apps\/v1\nkind: Deployment\nmetadata:\n {2}creationTimestamp: null\n {2}labels:\n {4}app: web\n {2}name: web\nspec:[^]* {2}strategy: {}\n[^]*resources: {}\nstatus: {}\n$/,
    );
  });
});
