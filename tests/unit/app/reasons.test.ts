import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PARTS } from '../../../src/cluster/parts.ts';
import { blockersEn } from '../../../src/i18n/blockers.en.ts';
import { reasonText } from '../../../src/i18n/reason-words.ts';
import { reasonsEn } from '../../../src/i18n/reasons.en.ts';
import { reasonsZhCN } from '../../../src/i18n/reasons.zh-CN.ts';

const ENGINE = ['src/cluster', 'src/kubectl', 'src/scenario'];
/** Folders that speak with one voice: anything in quotes of this form is the name of a rule. */
const AREAS =
  'deployment|replicaset|statefulset|daemonset|hpa|scheduler|kubelet|node-lifecycle|taint-eviction|pod-gc|endpointslice|garbage-collector|disruption|namespace|resourcequota|volume|catalogue|load|apiserver|kubectl|blocked|remedy|events';
const QUOTED = new RegExp(`'((?:${AREAS})/[a-z][a-z0-9-]*)'`, 'g');
/** Rules that are put together: the parts that can stand in each. A new one has to be spelled out here, or the test below fails. */
const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  'statefulset/${rule}-until-gone': ['wait', 'scale-down-waits', 'update-waits'],
  'statefulset/${rule}-until-ready': ['wait', 'scale-down-waits', 'update-waits'],
  'statefulset/${rule}-until-available': ['wait', 'scale-down-waits', 'update-waits'],
  'kubelet/${what}': ['restarted', 'startup-passed', 'unready', 'completed', 'failed'],
  // Cluster.commit's own: see below.
  "${by.split('/')[0]}/status": [],
  'blocked/pod-${what}': [
    'terminating',
    'stranded',
    'node-down',
    'gated',
    'unschedulable',
    'starting',
    'image-pull',
    'crash-loop',
    'image-name',
    'config',
    'mount',
    'getting-ready',
    'not-ready',
    'min-ready',
  ],
};

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : entry.name.endsWith('.ts') ? [readFileSync(join(folder, entry.name), 'utf8')] : [],
  );
}
const TEXTS = ENGINE.flatMap(sources);

function rulesOfEngine(): Set<string> {
  const rules = new Set<string>();
  for (const text of TEXTS) for (const [, rule] of text.matchAll(QUOTED)) rules.add(rule as string);
  for (const [pattern, parts] of Object.entries(COMPOSED)) for (const part of parts) rules.add(pattern.replace(/\$\{\w+\}/, part));
  // What a decision is called that gave no reason: see Cluster.commit.
  for (const { name } of PARTS.controllers)
    if (!name.startsWith('kubelet'))
      rules.add(`${name === 'controllermanager' ? 'disruption-controller' : name === 'node-controller' ? 'node-lifecycle-controller' : name}/status`);
  rules.add('kubelet/status');
  return rules;
}

describe('the words of reasons', () => {
  const rules = [...rulesOfEngine()].sort();

  it('finds the rules in the sources', () => {
    expect(rules).toContain('deployment/scale-up-new');
    expect(rules.length).toBeGreaterThan(100);
  });

  it.each([
    ['English', reasonsEn],
    ['Chinese', reasonsZhCN],
  ])('has %s words for every rule of the engine', (_language, dictionary) => {
    expect(rules.filter((rule) => !(rule in dictionary))).toEqual([]);
  });

  it('knows every rule that is put together from parts', () => {
    const composed = new Set(TEXTS.flatMap((text) => [...text.matchAll(/(?:because\(|rule: )`([^`]*)`/g)].map(([, rule]) => rule as string)));
    expect([...composed].filter((rule) => !(rule in COMPOSED))).toEqual([]);
  });

  it('has no words for rules that nobody gives', () => {
    const known = new Set(rules);
    expect(Object.keys(reasonsEn).filter((rule) => !known.has(rule) && !rule.endsWith('/status'))).toEqual([]);
  });

  it('names in both languages the same values', () => {
    const names = (text: string): string[] => [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name as string);
    const used = (dictionary: typeof reasonsEn | typeof reasonsZhCN, rule: keyof typeof reasonsEn): string[] => {
      const words = dictionary[rule];
      const text =
        typeof words === 'function'
          ? (words as (values: Record<string, unknown>) => object)({
              maxSurge: '25%',
              maxUnavailable: '25%',
              surge: 3,
              unavailable: 2,
              metric: 'cpu',
              probe: true,
              gone: true,
              at: '1.000',
              waits: true,
              exists: true,
            })
          : words;
      return [...new Set(names(JSON.stringify(text)))].sort();
    };
    const differing = (Object.keys(reasonsEn) as (keyof typeof reasonsEn)[]).filter((rule) => used(reasonsEn, rule).join() !== used(reasonsZhCN, rule).join());
    expect(differing).toEqual([]);
  });

  it('does the arithmetic of a surge in words', () => {
    const values = { name: 'web-5c6b9d7f4', from: 3, to: 5, replicas: 10, maxSurge: '25%', surge: 3, total: 13, old: 8, have: 11, add: 2 };
    expect(reasonText(reasonsEn, { rule: 'deployment/scale-up-new', values })).toEqual({
      title: 'Scaled up web-5c6b9d7f4 from 3 to 5',
      text: 'As many new Pods as fit under the limit. Terminating Pods do not count.',
      maths: ['max total = 10 + ceil(25% × 10) = 13', 'Pods now = 8 old + 3 new = 11', 'may add = min(13 − 11, 10 − 3) = 2'],
    });
  });

  it('agrees with numbers', () => {
    expect(reasonText(reasonsEn, { rule: 'replicaset/create-pods', values: { name: 'web', create: 1, replicas: 3, have: 2 } }).title).toBe('web creates 1 Pod');
    expect(reasonText(blockersEn, { rule: 'blocked/on-delete', values: { name: 'db', old: 2 } }).text).toBe(
      'OnDelete: 2 Pods have the old revision until somebody deletes them.',
    );
  });

  it('names a rule that it has no words for', () => {
    expect(reasonText(reasonsEn, { rule: 'future/thing', values: {} })).toEqual({ title: 'future/thing' });
  });
});
