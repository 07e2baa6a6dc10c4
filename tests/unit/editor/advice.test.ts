import { describe, expect, it } from 'vitest';
import { LANGUAGE_CODES, loadLanguage } from '../../../src/i18n/words.ts';
import { Session } from '../../../src/scenario/session.ts';
import { type Advice, adviceFor, adviceText } from '../../../src/ui/editor/analysis/advice.ts';
import { Checker } from '../../../src/worker/check.ts';
import type { Problem } from '../../../src/worker/protocol.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.23
`;

await Promise.all(LANGUAGE_CODES.map(loadLanguage));

const session = Session.open({ version: 1, kubernetes: 'v1.36.2', seed: 7, nodes: [{ name: 'node-1' }], commands: [] });
const problemsOf = (text: string): readonly Problem[] => new Checker().check(session, { 'a.yaml': text });

/** What is advised about the first problem of a text. */
function advised(text: string): { readonly advice: Advice | undefined; readonly key: string | undefined } {
  const [problem] = problemsOf(text);
  if (!problem) throw new Error('the API server would accept this');
  const advice = adviceFor(problem, text);
  for (const language of LANGUAGE_CODES) if (advice) expect(adviceText(advice, language)).not.toMatch(/^$|[{}]/);
  return { advice, key: advice?.key };
}

const all = (text: string, change: (line: string, index: number) => string): string => text.trimEnd().split('\n').map(change).join('\n');

describe('what to do about a manifest that is refused', () => {
  it.each([
    ['fence', `\`\`\`yaml\n${DEPLOYMENT}\`\`\`\n`],
    ['numbers', all(DEPLOYMENT, (line, i) => `${String(i + 1).padStart(4)}  ${line}`)],
    ['numbers', all(DEPLOYMENT, (line, i) => `${i + 1}\t${line}`)],
    ['numbers', all(DEPLOYMENT, (line, i) => `${i + 1}: ${line}`)],
    [
      'diff',
      `--- a/web.yaml\n+++ b/web.yaml\n@@ -1,17 +1,17 @@\n${all(DEPLOYMENT.replace('replicas: 2', 'replicas: 2'), (line) => (line.includes('replicas') ? `-  replicas: 1\n+${line}` : ` ${line}`))}`,
    ],
    ['tabs', DEPLOYMENT.replace('  replicas', '\treplicas')],
    ['spaces', DEPLOYMENT.replace('  replicas', '\u00A0\u00A0replicas')],
    ['spaces', DEPLOYMENT.replace('    spec', '\u3000\u3000\u3000\u3000spec')],
    ['punctuation', DEPLOYMENT.replace('replicas: 2', 'replicas\uFF1A2')],
  ])('a click takes away what was copied along: %s', (what, text) => {
    const { advice, key } = advised(text);
    expect(key).toBe(`advice.${what}`);
    const fixed = advice?.fix?.() ?? '';
    expect(problemsOf(fixed)).toEqual([]);
    expect(fixed.trim()).toBe(DEPLOYMENT.trim());
  });

  it.each([
    ['template', DEPLOYMENT.replace('replicas: 2', 'replicas: {{ .Values.replicas }}')],
    ['template', `{{- if .Values.enabled }}\n${DEPLOYMENT}{{- end }}\n`],
    ['template', DEPLOYMENT.replace('replicas: 2', 'replicas: "{{ .Values.replicas }}"')],
    ['placeholder', DEPLOYMENT.replace('replicas: 2', 'replicas: ${REPLICAS}')],
    ['values', 'replicaCount: 2\nimage:\n  repository: nginx\n'],
    ['noManifest', 'NAME READY\nweb 1/1\n'],
    ['apiVersion', DEPLOYMENT.replace('apiVersion: apps/v1\n', '')],
    ['custom', 'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web}\n'],
    ['likeDeployment', 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\n'],
    ['notPlayed', 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\n'],
    ['kustomization', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n'],
    ['number', DEPLOYMENT.replace('replicas: 2', 'replicas: two')],
    ['map', DEPLOYMENT.replace('selector:\n    matchLabels:\n      app: web', 'selector: web')],
    ['list', DEPLOYMENT.replace('- name: nginx\n        image: nginx:1.23', '  name: nginx')],
    ['generateName', DEPLOYMENT.replace('name: web', 'generateName: web-')],
  ])('says what has to be done by hand: %s', (what, text) => {
    const { advice, key } = advised(text);
    expect(key).toBe(`advice.${what}`);
    expect(advice?.fix).toBeUndefined();
  });

  it.each([
    ['quoteNumber', DEPLOYMENT.replace('image: nginx:1.23', 'image: nginx:1.23\n        env:\n        - name: PORT\n          value: 8080'), 'value: "8080"'],
    ['quoteBool', DEPLOYMENT.replace('      labels:\n        app: web', '      labels:\n        app: web\n        enabled: yes'), 'enabled: "yes"'],
    ['version', 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {minAvailable: 1}\n', 'apiVersion: policy/v1\n'],
    ['meant', DEPLOYMENT.replace('kind: Deployment', 'kind: Deploymnet'), 'kind: Deployment\n'],
    ['namespace', DEPLOYMENT.replace('name: web', 'name: web\n  namespace: shop'), 'kind: Namespace\nmetadata:\n  name: shop\n---\n'],
  ])('a click mends it: %s', (what, text, mended) => {
    const { advice, key } = advised(text);
    expect(key).toBe(`advice.${what}`);
    const fixed = advice?.fix?.() ?? '';
    expect(fixed).toContain(mended);
    expect(problemsOf(fixed)).toEqual([]);
  });

  it('mends the right one of several documents', () => {
    const old = (name: string): string => `apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: ${name}\nspec:\n  minAvailable: 1\n`;
    const text = `${old('one')}---\n${old('two')}`;
    const [first, second] = problemsOf(text);
    expect(adviceFor(second as Problem, text)?.fix?.()).toBe(`${old('one')}---\n${old('two').replace('v1beta1', 'v1')}`);
    expect(adviceFor(first as Problem, text)?.fix?.()).toBe(`${old('one').replace('v1beta1', 'v1')}---\n${old('two')}`);
  });

  it('says nothing where the API server says all', () => {
    expect(advised(DEPLOYMENT.replace('replicas: 2', 'replicas: -1')).advice).toBeUndefined();
  });

  it('leaves a text alone in which nothing came along: numbers as keys, and full-width words', () => {
    const text = 'kind: ConfigMap\nmetadata: {name: a}\ndata:\n  "1": a\n  note: 中文：说明\u3000（好）\n';
    expect(adviceFor({ file: 'a.yaml', line: 1, column: 1, severity: 'error', message: 'yaml: line 2: odd' }, text)).toBeUndefined();
  });
});
