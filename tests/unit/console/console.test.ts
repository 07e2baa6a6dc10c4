import { describe, expect, it } from 'vitest';
import type { CommandOutput } from '../../../src/worker/protocol.ts';
import { execLine } from '../../../src/ui/console/inside.ts';
import { partsOf } from '../../../src/ui/console/names.ts';
import { Transcript, blocksAt, textOf } from '../../../src/ui/console/transcript.ts';
import { commandOf, commonPrefix, searchBack, splitPasted } from '../../../src/ui/console/typed.ts';

const output = (
  line: string,
  seq: number,
  pieces: readonly [seq: number, stdout: string, stderr?: string][],
  code: number | undefined = 0,
  more: Partial<CommandOutput> = {},
): CommandOutput => ({
  index: 0,
  at: seq * 1000,
  line,
  seq,
  pieces: pieces.map(([at, stdout, stderr = '']) => ({ seq: at, stdout, stderr })),
  ...(code === undefined ? {} : { code }),
  ...more,
});
const nothing: ReadonlySet<string> = new Set();

describe('transcript', () => {
  const applied = output('kubectl apply -f web.yaml', 1, [[1, 'deployment.apps/web created\n']]);
  const status = output(
    'rollout status deploy/web',
    3,
    [
      [3, 'Waiting...\n'],
      [7, 'Still waiting...\n'],
      [9, 'deployment "web" successfully rolled out\n'],
    ],
    0,
    { index: 1 },
  );
  const read = output('kubectl get rs', 3, [[3, '', 'No resources found in default namespace.\n']], 0, { index: -1 });
  const printed = { outputs: [applied, status], reads: [read] };
  const at = (position: number): string => textOf(new Transcript().rowsAt(printed, position, nothing));

  it('shows what had been printed at a frame, in the order in which it was typed', () => {
    expect(at(0)).toBe('');
    expect(at(2)).toBe('$ kubectl apply -f web.yaml\ndeployment.apps/web created');
    expect(at(9)).toBe(
      '$ kubectl apply -f web.yaml\ndeployment.apps/web created\n$ kubectl rollout status deploy/web\nWaiting...\nStill waiting...\ndeployment "web" successfully rolled out\n$ kubectl get rs\nNo resources found in default namespace.',
    );
  });

  it('cuts a streamed command back when the timeline is rewound, and says that it is still running', () => {
    expect(blocksAt(printed, 8).map(({ pieces, isRunning }) => [pieces.length, isRunning])).toEqual([
      [1, false],
      [2, true],
      [1, false],
    ]);
    const transcript = new Transcript();
    const count = (position: number): number => transcript.rowsAt(printed, position, nothing).length;
    expect([count(9), count(8), count(3), count(9)]).toEqual([8, 8, 7, 8]);
  });

  it('shows a warning above what was done, and an error below it', () => {
    const recorded = output('kubectl set image deploy/web a=b --record', 1, [
      [1, 'deployment.apps/web image updated\n', 'Flag --record has been deprecated\nWarning: odd\nerror: then this\n'],
    ]);
    expect(
      textOf(new Transcript().rowsAt({ outputs: [recorded], reads: [] }, 1, nothing))
        .split('\n')
        .slice(1),
    ).toEqual(['Flag --record has been deprecated', 'Warning: odd', 'deployment.apps/web image updated', 'error: then this']);
  });

  it('shows what was typed in a container as it was typed there', () => {
    const line = execLine({ namespace: 'default', pod: 'web-3', container: 'nginx', shell: 'sh' }, "echo 'a b' | wc -l");
    expect(line).toBe(String.raw`kubectl exec -i web-3 -c nginx -- sh -c 'echo '\''a b'\'' | wc -l'`);
    const read = output(line, 3, [[3, '1\n', 'command terminated with exit code 1\n']], 1, { index: -1 });
    expect(textOf(new Transcript().rowsAt({ outputs: [], reads: [read] }, 3, nothing))).toBe("web-3:/ # echo 'a b' | wc -l\n1");
  });

  it('joins pieces that end in the middle of a line, and keeps errors apart', () => {
    const rows = new Transcript().rowsAt(
      {
        outputs: [
          output('kubectl get po', 1, [
            [1, 'a'],
            [1, 'b\nc\n', 'oops\n'],
          ]),
        ],
        reads: [],
      },
      1,
      nothing,
    );
    expect(rows.map(({ kind, text }) => `${kind}:${text}`)).toEqual(['command:kubectl get po', 'out:ab', 'out:c', 'error:oops']);
  });

  it('leaves out what was cleared, also after rewinding', () => {
    const cleared = new Set(blocksAt(printed, 9).map(({ id }) => id));
    expect(new Transcript().rowsAt(printed, 9, cleared)).toEqual([]);
    expect(new Transcript().rowsAt(printed, 2, cleared)).toEqual([]);
  });
});

describe('pasted text', () => {
  it('ignores prompts and comments', () => {
    expect(commandOf('$ kubectl get po')).toBe('kubectl get po');
    expect(commandOf('# kubectl get po')).toBe('kubectl get po');
    expect(commandOf('root@master:~# kubectl get po')).toBe('kubectl get po');
    expect(commandOf('[root@k8s-master ~]# kubectl get po')).toBe('kubectl get po');
    expect(commandOf('user@host:~/course$ kubectl get po')).toBe('kubectl get po');
    expect(commandOf('/ # nslookup web-0.nginx')).toBe('nslookup web-0.nginx');
    expect(commandOf('/usr/share # hostname')).toBe('hostname');
    expect(commandOf(']# kubectl get pod -owide')).toBe('kubectl get pod -owide');
    expect(commandOf('PS D:\\course> kubectl get po')).toBe('kubectl get po');
    expect(commandOf('C:\\> kubectl get po')).toBe('kubectl get po');
    expect(commandOf('# see what happens')).toBe('');
    expect(commandOf("kubectl get po -o jsonpath='{.items[*].metadata.name}'")).toBe("kubectl get po -o jsonpath='{.items[*].metadata.name}'");
  });

  it('runs whole lines and leaves the last in the prompt', () => {
    expect(splitPasted('$ kubectl get po\n\n# why\n$ kubectl get rs')).toEqual({ commands: ['kubectl get po'], rest: 'kubectl get rs' });
    expect(splitPasted('kubectl get po\r\nkubectl get rs\r\n')).toEqual({ commands: ['kubectl get po', 'kubectl get rs'], rest: '' });
  });

  it('joins continued lines and keeps here-documents whole', () => {
    expect(splitPasted('kubectl set image deploy/web \\\n>   nginx=nginx:1.24\n').commands).toEqual(['kubectl set image deploy/web nginx=nginx:1.24']);
    expect(splitPasted('cat <<EOF | kubectl apply -f -\nkind: Pod\n# kept\nEOF\nkubectl get po\n').commands).toEqual([
      'cat <<EOF | kubectl apply -f -\nkind: Pod\n# kept\nEOF',
      'kubectl get po',
    ]);
    expect(splitPasted('cat <<EOF | kubectl apply -f -\nkind: Pod\n')).toEqual({ commands: [], rest: 'cat <<EOF | kubectl apply -f -\nkind: Pod\n' });
  });

  it('searches the history backwards', () => {
    const lines = ['kubectl get po', 'kubectl get rs', 'kubectl get po -o wide'];
    expect(searchBack(lines, 'get po', 2)).toBe(2);
    expect(searchBack(lines, 'get po', 1)).toBe(0);
    expect(searchBack(lines, 'drain', 2)).toBe(-1);
  });

  it('finds what candidates have in common', () => {
    expect(commonPrefix(['deployments', 'deploy', 'describe'])).toBe('de');
    expect(commonPrefix([])).toBe('');
  });
});

describe('names in a line', () => {
  const world = new Map([
    ['deployments', new Map([['default/web', {}]])],
    ['services', new Map([['default/web', {}]])],
    ['pods', new Map([['default/web-5c6b9d7f4-x2x9p', {}]])],
    ['nodes', new Map([['node-1', {}]])],
  ]);
  const refs = (line: string, command = 'kubectl get po'): unknown[] =>
    partsOf(line, world, command).flatMap(({ ref }) => (ref ? [`${ref.table} ${ref.key}`] : []));

  it('finds Pods, Nodes and what kind/name says', () => {
    expect(refs('web-5c6b9d7f4-x2x9p   1/1   Running   0   2s   10.244.1.2   node-1')).toEqual(['pods default/web-5c6b9d7f4-x2x9p', 'nodes node-1']);
    expect(refs('deployment.apps/web configured')).toEqual(['deployments default/web']);
    expect(refs('service/web exposed')).toEqual(['services default/web']);
  });

  it('takes a bare name for one of the kind that the command is about', () => {
    expect(refs('web   ClusterIP   10.96.0.10', 'kubectl get svc')).toEqual(['services default/web']);
    expect(refs('web   10/10   10', 'kubectl get deploy')).toEqual(['deployments default/web']);
  });

  it('loses no text', () => {
    const line = ' NAME  web-5c6b9d7f4-x2x9p, node-1 <b>';
    expect(
      partsOf(line, world, 'kubectl get po')
        .map(({ text }) => text)
        .join(''),
    ).toBe(line);
    expect(partsOf('', world, '')).toEqual([{ text: '' }]);
  });
});
