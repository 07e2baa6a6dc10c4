import { beforeAll, describe, expect, it } from 'vitest';
import { Terminal, deployment, lines } from './terminal.ts';

const terminal = new Terminal({ 'web.yaml': deployment(2, 'nginx:1.23') });
beforeAll(() => {
  terminal.out('apply -f web.yaml');
  terminal.pass(5);
});

describe('get', () => {
  it('prints a table for each kind, with the type before the names where there are several', () => {
    const [replicaSet = ''] = terminal.out('get rs -o name').trim().split('/').slice(-1);
    expect(terminal.out('get deploy')).toBe(lines('NAME   READY   UP-TO-DATE   AVAILABLE   AGE', 'web    2/2     2            2           5s'));
    expect(terminal.out('get deploy -o wide')).toBe(
      lines(
        'NAME   READY   UP-TO-DATE   AVAILABLE   AGE   CONTAINERS   IMAGES       SELECTOR',
        'web    2/2     2            2           5s    nginx        nginx:1.23   app=web',
      ),
    );
    expect(terminal.out('get rs,deploy')).toBe(
      lines(
        `NAME${' '.repeat(29)}DESIRED   CURRENT   READY   AGE`,
        `replicaset.apps/${replicaSet}   2         2         2       5s`,
        '',
        'NAME                  READY   UP-TO-DATE   AVAILABLE   AGE',
        'deployment.apps/web   2/2     2            2           5s',
      ),
    );
    expect(terminal.out('get all')).toMatch(/^NAME {2,}READY {3}STATUS {4}RESTARTS {3}AGE\npod\/web-/);
  });

  it('says where nothing is found', () => {
    expect(terminal.type('get svc')).toEqual({ out: '', err: 'No resources found in default namespace.\n', code: 0 });
    expect(terminal.type('get svc -A')).toEqual({ out: '', err: 'No resources found\n', code: 0 });
    expect(terminal.type('get svc -o name')).toEqual({ out: '', err: '', code: 0 });
    expect(terminal.err('get pods nosuch')).toBe('Error from server (NotFound): pods "nosuch" not found\n');
    expect(terminal.type('get pods nosuch --ignore-not-found')).toEqual({ out: '', err: '', code: 0 });
    expect(terminal.err('get nosuch')).toBe('error: the server doesn\'t have a resource type "nosuch"\n');
  });

  it('prints what it found beside what it did not', () => {
    expect(terminal.type('get deploy web nosuch')).toEqual({
      out: lines('NAME   READY   UP-TO-DATE   AVAILABLE   AGE', 'web    2/2     2            2           5s'),
      err: 'Error from server (NotFound): deployments.apps "nosuch" not found\n',
      code: 1,
    });
  });

  it('selects by labels and fields', () => {
    const count = (line: string): number => terminal.out(line).split('\n').length - 1;
    expect(count("get pods -o name -l 'app in (web, api),!tier'")).toBe(2);
    expect(count('get pods -o name -l app!=web')).toBe(0);
    expect(count('get pods -o name --field-selector status.phase=Running,metadata.namespace!=shop')).toBe(2);
    expect(terminal.err("get pods -l 'app in web'")).toBe(
      'Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "app in web", field selector "": unable to parse requirement: found \'web\' expected: \'(\'\n',
    );
    expect(terminal.err('get rs --field-selector spec.replicas=1')).toBe(
      'Error from server (BadRequest): Unable to find "apps/v1, Resource=replicasets" that match label selector "", field selector "spec.replicas=1": field label not supported: spec.replicas\n',
    );
  });

  it('shows labels as columns', () => {
    const hash = terminal.out("get rs -o jsonpath='{.items[0].metadata.labels.pod-template-hash}'");
    const [header, row] = terminal.out('get pods --show-labels').split('\n');
    expect(header).toMatch(/AGE {3}LABELS$/);
    expect(row).toMatch(new RegExp(`5s {4}app=web,pod-template-hash=${hash}$`));
    expect(terminal.out('get pods -L app,tier --no-headers').split('\n')[0]).toMatch(/5s {4}web {3}$/);
  });

  it('refuses a format that it does not know', () => {
    expect(terminal.err('get pods -o wideee')).toBe(
      'error: unable to match a printer suitable for the output format "wideee", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml\n',
    );
  });

  it('prints YAML with the members in the order of the alphabet, without managed fields', () => {
    const yaml = terminal.out('get deploy web -o yaml');
    expect(yaml).toContain(
      'metadata:\n  annotations:\n    deployment.kubernetes.io/revision: "1"\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {"apiVersion":"apps/v1",',
    );
    expect(yaml).toContain('  strategy:\n    rollingUpdate:\n      maxSurge: 25%\n      maxUnavailable: 25%\n    type: RollingUpdate\n');
    expect(yaml).not.toContain('managedFields');
    expect(terminal.out('get deploy -o json')).toMatch(/^\{\n {4}"apiVersion": "v1",\n {4}"items": \[\n {8}\{/);
  });
});

describe('get -w', () => {
  it('prints a row for each change until Ctrl-C', () => {
    const watching = new Terminal();
    watching.out('create deployment web --image=nginx');
    watching.pass(5);
    expect(watching.type('get pods -w')).toMatchObject({ code: undefined });
    const before = watching.pass(1).out;
    expect(before.split('\n')).toHaveLength(3);
    watching.session.act({ do: 'kubectl', line: 'delete pod --all --wait=false', files: {} });
    watching.session.runUntil(watching.session.cluster.now + 10_000);
    const rows = (watching.session.records[1]?.pieces ?? [])
      .map(({ stdout }) => stdout)
      .join('')
      .split('\n')
      .slice(2, -1);
    expect(rows.map((row) => row.split(/\s+/)[2])).toEqual(expect.arrayContaining(['Terminating', 'Pending', 'ContainerCreating', 'Running']));
  });
});
