import { describe, expect, it } from 'vitest';
import { Terminal, lines } from './terminal.ts';

const rolledOut = (): Terminal => {
  const terminal = new Terminal();
  terminal.out('create deployment web --image=nginx:1.23 --replicas=2');
  terminal.pass(10);
  return terminal;
};

describe('rollout', () => {
  it('status follows a rollout to its end', () => {
    const terminal = rolledOut();
    expect(terminal.type('rollout status deploy/web')).toEqual({ out: 'deployment "web" successfully rolled out\n', err: '', code: 0 });
    terminal.out('set image deploy/web nginx=nginx:1.24');
    expect(terminal.type('rollout status deploy/web')).toEqual({ out: 'Waiting for deployment spec update to be observed...\n', err: '', code: undefined });
    const { out, code } = terminal.pass(60);
    expect(code).toBe(0);
    const seen = [...new Set(out.trimEnd().split('\n'))];
    expect(seen).toEqual([
      'Waiting for deployment spec update to be observed...',
      'Waiting for deployment "web" rollout to finish: 0 out of 2 new replicas have been updated...',
      'Waiting for deployment "web" rollout to finish: 1 out of 2 new replicas have been updated...',
      'Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...',
      'deployment "web" successfully rolled out',
    ]);
  });

  it('status gives up after --timeout, and does not wait with --watch=false', () => {
    const terminal = new Terminal();
    terminal.out('create deployment web --image=nginx:1.23 --replicas=2');
    expect(terminal.type('rollout status deploy/web --watch=false')).toEqual({
      out: 'Waiting for deployment spec update to be observed...\n',
      err: '',
      code: 0,
    });
    terminal.type('rollout status deploy/web --timeout=1s');
    expect(terminal.pass(1)).toMatchObject({ err: 'error: timed out waiting for the condition\n', code: 1 });
  });

  it('history lists the revisions, and shows one', () => {
    const terminal = rolledOut();
    terminal.out('set image deploy/web nginx=nginx:1.24');
    terminal.out('annotate deploy web kubernetes.io/change-cause=newer');
    terminal.pass(60);
    expect(terminal.out('rollout history deploy/web')).toBe(lines('deployment.apps/web ', 'REVISION  CHANGE-CAUSE', '1         <none>', '2         newer', ''));
    const hash = terminal.out("get rs -o jsonpath='{.items[?(@.spec.replicas==2)].metadata.labels.pod-template-hash}'");
    expect(terminal.out('rollout history deploy/web --revision=2')).toBe(
      lines(
        'deployment.apps/web with revision #2',
        'Pod Template:',
        `  Labels:\tapp=web`,
        `\tpod-template-hash=${hash}`,
        '  Annotations:\tkubernetes.io/change-cause: newer',
        '  Containers:',
        '   nginx:',
        '    Image:\tnginx:1.24',
        '    Port:\t<none>',
        '    Host Port:\t<none>',
        '    Environment:\t<none>',
        '    Mounts:\t<none>',
        '  Volumes:\t<none>',
        '  Node-Selectors:\t<none>',
        '  Tolerations:\t<none>',
        '',
      ),
    );
    expect(terminal.err('rollout history deploy web --revision=7')).toBe('error: unable to find the specified revision\n');
  });

  it('undo goes back, to the revision before or to a named one', () => {
    const terminal = rolledOut();
    expect(terminal.err('rollout undo deploy/web')).toBe('error: no rollout history found for deployment "web"\n');
    terminal.out('set image deploy/web nginx=nginx:1.24');
    terminal.pass(60);
    expect(terminal.err('rollout undo deploy/web --to-revision=9')).toBe('error: unable to find specified revision 9 in history\n');
    expect(terminal.out('rollout undo deploy/web')).toBe('deployment.apps/web rolled back\n');
    expect(terminal.out("get deploy web -o jsonpath='{.spec.template.spec.containers[0].image}'")).toBe('nginx:1.23');
    terminal.pass(60);
    expect(terminal.out('rollout history deploy/web')).toBe(
      lines('deployment.apps/web ', 'REVISION  CHANGE-CAUSE', '2         <none>', '3         <none>', ''),
    );
    expect(terminal.out('rollout undo deploy/web --to-revision=3')).toBe(
      'deployment.apps/web skipped rollback (current template already matches revision 3)\n',
    );
  });

  it('pauses, resumes and restarts', () => {
    const terminal = rolledOut();
    terminal.out('set image deploy/web nginx=nginx:1.24');
    terminal.pass(60);
    expect(terminal.out('rollout pause deploy/web')).toBe('deployment.apps/web paused\n');
    expect(terminal.err('rollout pause deploy/web')).toBe('error: deployments.apps "web" is already paused\n');
    expect(terminal.err('rollout restart deploy/web')).toBe('error: deployments.apps "web" can\'t restart paused deployment (run rollout resume first)\n');
    expect(terminal.err('rollout undo deploy/web')).toBe(
      "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again\n",
    );
    expect(terminal.out('rollout resume deploy/web')).toBe('deployment.apps/web resumed\n');
    expect(terminal.err('rollout resume deploy/web')).toBe('error: deployments.apps "web" is not paused\n');
    expect(terminal.out('rollout restart deploy/web')).toBe('deployment.apps/web restarted\n');
    expect(terminal.out("get deploy web -o jsonpath='{.spec.template.metadata.annotations}'")).toMatch(
      /^\{"kubectl\.kubernetes\.io\/restartedAt":"2026-01-05T/,
    );
    terminal.pass(60);
    expect(terminal.err('rollout status deploy/web --revision=9')).toBe('error: desired revision (9) is different from the running revision (3)\n');
    expect(terminal.err('rollout status deploy/nope')).toBe('Error from server (NotFound): deployments.apps "nope" not found\n');
  });
});

describe('wait', () => {
  it('ends when the condition is met, or with the time', () => {
    const terminal = new Terminal();
    terminal.out('create deployment web --image=nginx:1.23 --replicas=2');
    expect(terminal.type('wait --for=condition=available deploy/web')).toMatchObject({ out: '', code: undefined });
    expect(terminal.pass(20)).toEqual({ out: 'deployment.apps/web condition met\n', err: '', code: 0 });
    expect(terminal.out("wait --for=jsonpath='{.status.readyReplicas}'=2 deploy/web")).toBe('deployment.apps/web condition met\n');
    terminal.type('wait --for=condition=nope deploy/web --timeout=5s');
    expect(terminal.pass(4)).toMatchObject({ code: undefined });
    expect(terminal.pass(1)).toEqual({ out: '', err: 'error: timed out waiting for the condition on deployments/web\n', code: 1 });
    expect(terminal.type('wait --for=delete pod/none')).toEqual({ out: '', err: '', code: 0 });
    expect(terminal.err('wait deploy/web')).toBe('error: unrecognized condition: ""\n');
  });
});
