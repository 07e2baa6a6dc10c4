import { beforeAll, describe, expect, it } from 'vitest';
import { Terminal, deployment } from './terminal.ts';

let terminal: Terminal;
beforeAll(() => {
  terminal = new Terminal({ 'c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: from-file\n' });
  terminal.out('kubectl create deployment web --image=nginx:1.23 --replicas=3');
  terminal.out('kubectl expose deployment web --port=80');
  terminal.pass(5);
});

describe('shell', () => {
  it('passes output through filters', () => {
    expect(terminal.out('kubectl get pods | grep Running | wc -l')).toBe('3\n');
    expect(terminal.out("kubectl get pods --no-headers | awk '{print $3, $2}' | sort -u")).toBe('Running 1/1\n');
    expect(terminal.out('kubectl get pods -o name | head -n 2 | tail -1')).toMatch(/^pod\/web-\w+-\w+\n$/);
    expect(terminal.type('kubectl get pods | grep nothing')).toEqual({ out: '', err: '', code: 1 });
  });

  it('runs lists, loops and substitutions', () => {
    expect(terminal.out('kubectl get nope || echo failed')).toBe('failed\n');
    expect(terminal.out('kubectl get deploy -o name && echo yes || echo no')).toBe('deployment.apps/web\nyes\n');
    expect(terminal.out('for n in 1 2; do echo round $n; done')).toBe('round 1\nround 2\n');
    expect(terminal.out('echo $(kubectl get deploy -o name) "and more"')).toBe('deployment.apps/web and more\n');
    expect(terminal.out('$ kubectl get deploy -o name # a comment')).toBe('deployment.apps/web\n');
  });

  it('reads manifests from here-documents, pipes and files', () => {
    const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata: {a: "1"}\nEOF';
    expect(terminal.out(`cat <<EOF | kubectl apply -f -\n${manifest}`)).toBe('configmap/c created\n');
    expect(terminal.out(`kubectl apply -f - <<'EOF'\n${manifest}`)).toBe('configmap/c unchanged\n');
    expect(terminal.out('cat c.yaml | kubectl apply -f -')).toBe('configmap/from-file created\n');
    expect(terminal.out('kubectl delete -f - < c.yaml')).toBe('configmap "from-file" deleted\n');
    expect(terminal.type('cat nosuch.yaml')).toEqual({ out: '', err: 'cat: nosuch.yaml: No such file or directory\n', code: 1 });
  });

  it('opens what is written to a file in the editor', () => {
    terminal.out('kubectl create deployment api --image=nginx --dry-run=client -o yaml > api.yaml');
    expect(terminal.session.records.at(-1)?.opens).toEqual({ name: 'api.yaml', text: expect.stringMatching(/^apiVersion: apps\/v1\n/) });
  });

  it('refuses what it cannot read', () => {
    expect(terminal.type('echo "unclosed')).toEqual({ out: '', err: 'bash: unexpected EOF while looking for matching `"\'\n', code: 2 });
    expect(terminal.type('kubectl get pods |')).toMatchObject({ err: "bash: syntax error near unexpected token `newline'\n", code: 2 });
    expect(terminal.type('while true; do echo x')).toMatchObject({ err: 'bash: syntax error: unexpected end of file\n', code: 2 });
  });

  it('waits, and watches until Ctrl-C', () => {
    terminal.type('sleep 2; echo slept');
    expect(terminal.pass(1)).toMatchObject({ out: '', code: undefined });
    expect(terminal.pass(1)).toMatchObject({ out: 'slept\n', code: 0 });
    const line = 'watch -n 1 kubectl get deploy -o name';
    expect(terminal.type(line).out).toMatch(/^Every 1\.0s: kubectl get deploy -o name .*\n\ndeployment\.apps\/web\n/);
    expect(terminal.interrupt(line)).toMatchObject({ code: 130 });
  });

  it('a loop of requests weighs on the Pods of the Service for as long as it runs', () => {
    const cpu = (): number =>
      terminal
        .out("kubectl top pods --no-headers | awk '{print $2}'")
        .split('\n')
        .reduce((sum, each) => sum + (Number.parseInt(each) || 0), 0);
    const line = 'while true; do wget -q -O- http://web; done';
    expect(terminal.type(line).out).toContain('Welcome to nginx!');
    terminal.pass(60);
    expect(cpu()).toBeGreaterThan(300);
    expect(terminal.interrupt(line)).toMatchObject({ code: 130 });
    terminal.pass(60);
    expect(cpu()).toBeLessThan(50);
  });

  it('runs programs and scripts within a container', () => {
    expect(terminal.out('kubectl exec deploy/web -- hostname')).toMatch(/^web-\w+-\w+\n$/);
    expect(terminal.out('kubectl exec deploy/web -- hostname | wc -l')).toBe('1\n');
    expect(terminal.out('kubectl exec deploy/web -- wget -qO- http://web')).toContain('Welcome to nginx!');
    expect(terminal.type('kubectl exec deploy/web -- sh -c "echo two | wc -l; nope"')).toEqual({
      out: '1\n',
      err: 'sh: nope: not found\ncommand terminated with exit code 127\n',
      code: 127,
    });
    expect(terminal.err('kubectl exec deploy/web -- wget -qO- http://nope')).toBe("wget: bad address 'nope'\ncommand terminated with exit code 1\n");
  });

  it('runs a Pod for one program, and takes it away with --rm', () => {
    const prompt = "If you don't see a command prompt, try pressing enter.\n";
    expect(terminal.type('kubectl run tmp --rm -it --image=busybox --restart=Never -- nslookup web')).toEqual({ out: '', err: '', code: undefined });
    const { out, err, code } = terminal.pass(10);
    expect({ err, code }).toEqual({ err: prompt, code: 0 });
    expect(out).toMatch(/^Server:[\s\S]*Name:\tweb\.default\.svc\.cluster\.local\nAddress: [\d.]+\n\npod "tmp" deleted\n$/);
    const line = 'kubectl run -it load-generator --rm --image=busybox --restart=Never -- /bin/sh -c "while sleep 0.01; do wget -q -O- http://web; done"';
    terminal.type(line);
    terminal.pass(10);
    expect(terminal.out('kubectl get pods load-generator --no-headers')).toContain('Running');
    const ended = terminal.interrupt(line);
    expect(ended.code).toBe(130);
    expect(ended.out).toMatch(/<\/html>\npod "load-generator" deleted\n$/);
    terminal.pass(40);
    expect(terminal.err('kubectl get pods load-generator')).toContain('NotFound');
  });
});

describe('text', () => {
  const terminal = new Terminal({ 'web.yaml': deployment(2, 'nginx:1.23') });
  terminal.out('apply -f web.yaml');
  terminal.pass(5);
  const piped = (...filters: readonly string[]): string => terminal.out(`echo 'a 1\nb 22\nc 3' | ${filters.join(' | ')}`);

  it('is changed by tr, sed and nl', () => {
    expect(piped('tr a-c A-C')).toBe('A 1\nB 22\nC 3\n');
    expect(piped("tr -d '\\n0-9'")).toBe('a b c ');
    expect(piped('tr -s 2')).toBe('a 1\nb 2\nc 3\n');
    expect(piped("sed 's/[0-9]/<&>/g'")).toBe('a <1>\nb <2><2>\nc <3>\n');
    expect(piped("sed -E 's#(.) (.)#\\2 \\1#'")).toBe('1 a\n2 b2\n3 c\n');
    expect(piped('sed -n 2,3p', 'sed 1d')).toBe('c 3\n');
    expect(piped("sed '/b/d; s/c/d/'", 'nl')).toBe('     1\ta 1\n     2\td 3\n');
    expect(terminal.err("echo a | sed 'y/a/b/'")).toContain("the playground's sed knows");
  });

  it('is compared by awk', () => {
    expect(piped(`awk '$1=="b" {print $2}'`)).toBe('22\n');
    expect(piped(`awk 'NR>1 && $2!="3" {print $1}'`)).toBe('b\n');
    expect(piped(`awk '$1 ~ /[ac]/ {print NR": "$1}'`)).toBe('1: a\n3: c\n');
    expect(piped("awk '$2>2 {print $1}'")).toBe('b\nc\n');
    expect(terminal.err(`echo a | awk '{printf "%s", $1}'`)).toContain("the playground's awk knows");
  });

  it('becomes arguments with xargs', () => {
    expect(piped('xargs -n 2 echo')).toBe('a 1\nb 22\nc 3\n');
    expect(piped("awk '{print $1}'", 'xargs -I {} echo {}-{}')).toBe('a-a\nb-b\nc-c\n');
    expect(terminal.out('get deploy -o name | xargs kubectl scale --replicas=1')).toBe('deployment.apps/web scaled\n');
    expect(terminal.type('get deploy -o name | xargs kubectl label')).toMatchObject({ code: 123 });
  });

  it('comes in by here-strings, and goes through files', () => {
    expect(terminal.out(`create -f - <<< '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"h"}}'`)).toBe('configmap/h created\n');
    expect(terminal.out('get deploy web -o yaml > out.yaml && kubectl apply -f out.yaml')).toMatch(/^deployment.apps\/web (configured|unchanged)\n$/);
    expect(terminal.type('get nope; echo $?').out).toBe('1\n');
  });

  it('meets programs that are not there', () => {
    expect(terminal.type('get pods -o json | jq .items')).toMatchObject({ code: 127 });
    expect(terminal.err('get pods | jq .')).toMatch(/^bash: jq: command not found\nBehind a pipe the console knows: grep, /);
  });
});
