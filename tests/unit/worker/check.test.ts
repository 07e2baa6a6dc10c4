import { describe, expect, it } from 'vitest';
import { Session } from '../../../src/scenario/session.ts';
import { Checker } from '../../../src/worker/check.ts';
import type { Problem } from '../../../src/worker/protocol.ts';

const PRIORITY = `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: urgent
value: 1000
`;
const pod = (name: string, spec = '', namespace = ''): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
${namespace && `  namespace: ${namespace}\n`}spec:
${spec}  containers:
  - name: main
    image: nginx:1.25
`;
const URGENT = pod('hasty', '  priorityClassName: urgent\n');
const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n';
const settings = (name: string, namespace = 'default'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\ndata:\n  a: "1"\n`;
const service = (name: string, nodePort: number): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  type: NodePort\n  selector:\n    app: web\n  ports:\n  - port: 80\n    nodePort: ${nodePort}\n`;
const together = (...documents: readonly string[]): string => documents.join('---\n');

function opened(): Session {
  const session = Session.open({ version: 1, kubernetes: 'v1.36.2', seed: 7, nodes: [{ name: 'node-1' }], commands: [] });
  session.runUntil(5_000);
  return session;
}

const told = (problems: readonly Problem[]): readonly string[] => problems.map(({ file, line, message }) => `${file}:${line} ${message}`);

describe('what the API server would say to files', () => {
  it('finds what stands above in the same file', () => {
    const session = opened();
    const checker = new Checker();
    expect(checker.check(session, { 'a.yaml': together(PRIORITY, URGENT, NAMESPACE, settings('one', 'shop')) })).toEqual([]);
    expect(told(checker.check(session, { 'a.yaml': together(URGENT, PRIORITY) }))).toEqual([
      expect.stringMatching(/^a\.yaml:6 .*no PriorityClass with name urgent/),
    ]);
  });

  it('finds what stands in the files before, and not what is edited apart', () => {
    const session = opened();
    const checker = new Checker();
    const files = { 'a.yaml': PRIORITY, 'b.yaml': URGENT };
    expect(checker.check(session, files)).toEqual([]);
    expect(told(checker.check(session, files, ['a.yaml']))).toEqual([expect.stringMatching(/^b\.yaml:6 .*urgent/)]);
    expect(told(checker.check(session, files, ['b.yaml']))).toEqual([expect.stringMatching(/^b\.yaml:6 .*urgent/)]);
  });

  it('says where documents of one file exclude each other', () => {
    const problems = new Checker().check(opened(), { 'a.yaml': together(service('one', 30_080), service('two', 30_080)) });
    expect(told(problems)).toEqual([expect.stringMatching(/^a\.yaml:23 .*30080: provided port is already allocated/)]);
  });

  it('leaves the session as it was', () => {
    const session = opened();
    const { length } = session.cluster.log;
    const { pending } = session.cluster;
    new Checker().check(session, { 'a.yaml': together(PRIORITY, URGENT, settings('one')) });
    expect(session.cluster.log.length).toBe(length);
    expect(session.cluster.pending).toEqual(pending);
    expect(session.cluster.store.get('pods', 'default/hasty')).toBeUndefined();
    expect(session.tape().commands).toEqual([]);
  });

  it('tells the same of a text that was changed step by step as of one that it sees for the first time', () => {
    const session = opened();
    const checker = new Checker();
    const ones = [settings('one'), PRIORITY, URGENT, service('one', 30_080), settings('two'), service('two', 30_081)];
    const steps: (readonly string[])[] = [
      ones,
      ones.with(5, service('two', 30_080)),
      ones.with(1, settings('three')),
      ones.with(1, PRIORITY.replace('1000', 'many')),
      ones,
      ones.toSpliced(1, 1),
      ones.toSpliced(3, 1),
      [...ones, pod('later', '  priorityClassName: urgent\n'), settings('one')],
      ones.toReversed(),
      [],
      ones,
    ];
    for (const [i, step] of steps.entries()) {
      const files = { 'a.yaml': together(...step) };
      expect(`${i}: ${told(checker.check(session, files)).join('; ')}`).toBe(`${i}: ${told(new Checker().check(session, files)).join('; ')}`);
    }
  });

  it('tries everything again where the cluster has come further', () => {
    const session = opened();
    const checker = new Checker();
    expect(told(checker.check(session, { 'a.yaml': URGENT }))).toHaveLength(1);
    session.act({ do: 'kubectl', line: 'kubectl create priorityclass urgent --value=7' });
    expect(checker.check(session, { 'a.yaml': URGENT })).toEqual([]);
  });

  it('tells in the order of the texts', () => {
    const files = { 'a.yaml': `${URGENT}---\na: [\n`, 'b.yaml': settings('one'), 'c.yaml': together(settings('one'), URGENT) };
    expect(told(new Checker().check(opened(), files)).map((text) => text.split(' ', 1)[0])).toEqual([
      'a.yaml:6',
      'a.yaml:12',
      'c.yaml:4',
      'c.yaml:12',
      'c.yaml:14',
    ]);
  });

  it('points at the value that has another type, also in a list', () => {
    const list = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: fine
- apiVersion: v1
  kind: Pod
  metadata:
    name: typed
  spec:
    containers:
    - name: first
      image: nginx
      env:
      - {name: A, value: "1"}
      - {name: B, value: 8080}
`;
    expect(told(new Checker().check(opened(), { 'a.yaml': list }))).toEqual([expect.stringMatching(/^a\.yaml:18 .*cannot unmarshal number .*EnvVar/)]);
    expect(told(new Checker().check(opened(), { 'a.yaml': URGENT.replace('containers:', 'hostname: true\n  containers:') }))).toEqual([
      expect.stringMatching(/^a\.yaml:7 .*cannot unmarshal bool/),
    ]);
  });

  it('points at what a sentence without a path is about', () => {
    const problems = (text: string): readonly string[] => told(new Checker().check(opened(), { 'a.yaml': text }));
    expect(problems(settings('one', 'nowhere'))).toEqual([expect.stringMatching(/^a\.yaml:5 .*namespaces "nowhere" not found/)]);
    expect(problems(`kind: Rollout\napiVersion: argoproj.io/v1alpha1\nmetadata:\n  name: web\n`)).toEqual([
      expect.stringMatching(/^a\.yaml:2 .*no matches for kind "Rollout"/),
    ]);
    expect(problems(pod('web').replace('name: web', 'name: {{ .Release.Name }}'))).toEqual([expect.stringMatching(/^a\.yaml:4 yaml: /)]);
  });

  it('does not call an object that is edited the double of its manifest', () => {
    const files = { 'a.yaml': settings('one'), 'one-configmap.yaml': settings('one') };
    expect(told(new Checker().check(opened(), files, ['one-configmap.yaml']))).toEqual([]);
    expect(told(new Checker().check(opened(), files))).toHaveLength(1);
  });
});
