import { beforeEach, describe, expect, it } from 'vitest';
import { playhead } from '../../../src/app/playhead.ts';
import { newBranch, session } from '../../../src/app/session.ts';
import { LANGUAGE_CODES, loadLanguage, wordsOf } from '../../../src/i18n/words.ts';
import { Session } from '../../../src/scenario/session.ts';
import type { Tape } from '../../../src/scenario/tape.ts';
import { type Varied, runsOf } from '../../../src/scenario/variations.ts';
import { Log } from '../../../src/timeline/log.ts';
import { type SearchForm, openSearch, problemsOf, searchForm, totalOf, variationsOf } from '../../../src/ui/promises/search-form.ts';
import { variedText } from '../../../src/ui/promises/texts.ts';

const tape: Tape = {
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 1,
  nodes: ['node-1', 'node-2', 'node-10'].map((name) => ({ name })),
  commands: [
    { at: 0, action: { do: 'kubectl', line: 'kubectl create deployment web --image=nginx --replicas=3' } },
    { at: 9_000, action: { do: 'load', load: { custom: { rps: 5 } } } },
  ],
};

/** The form, opened on a page that stands at the end of a branch. */
function opened(id: string, from: Tape = tape): SearchForm {
  const played = Session.open(from);
  played.runUntil(10_000);
  const log = new Log();
  for (const entry of played.cluster.log.entries) log.append(entry);
  session.setState({ branches: [newBranch(id, 'Main', from, { log, length: log.length })], current: id });
  playhead.setState({ position: log.length, timeMs: 10_000 });
  openSearch({ id: 'a', invariant: { rule: 'available', table: 'deployments', key: 'default/web', atLeast: 2 } });
  const { form } = searchForm.getState();
  if (!form) throw new Error('there is no form');
  return form;
}

await Promise.all(LANGUAGE_CODES.map(loadLanguage));

describe('the form of a search', () => {
  let form: SearchForm;
  beforeEach(() => {
    form = opened('main');
  });

  it('leaves Nodes and load alone at first', () => {
    const variations = variationsOf(form);
    expect(variations.nodes).toBeUndefined();
    expect(variations.loadPercent).toBeUndefined();
    expect(problemsOf(form).size).toBe(0);
  });

  it.each([
    ['nothing of them', {}],
    ['one of any Nodes', { acts: ['down'] }],
    ['two of any Nodes', { acts: ['down', 'drain'], atMost: '2' }],
    ['all three Nodes, at one moment', { acts: ['cordon'], atMost: '3', start: ['2', '2'] }],
    ['one Node', { acts: ['cordon', 'drain', 'down'], node: 'node-2', atMost: '3' }],
  ] as const)('counts as many runs as the engine does: %s', (_what, nodes) => {
    const filled = { ...form, seeds: '3', loadPercent: '120', nodes: { ...form.nodes, ...nodes } };
    expect(problemsOf(filled).size).toBe(0);
    expect(totalOf(filled)).toBe(runsOf(variationsOf(filled)));
  });

  it('names the Nodes in the order of their numbers, and acts in that of their severity', () => {
    const { nodes } = variationsOf({ ...form, nodes: { ...form.nodes, acts: ['down', 'cordon'] } });
    expect(nodes).toMatchObject({ nodes: ['node-1', 'node-2', 'node-10'], acts: ['cordon', 'down'], atMost: 1 });
  });

  it('says which fields are wrong, of Nodes only where something may happen to them', () => {
    const nodes = { ...form.nodes, atMost: '4', start: ['5', '2'], length: ['0', '9'] } as const;
    expect(problemsOf({ ...form, nodes }).size).toBe(0);
    expect([...problemsOf({ ...form, loadPercent: '99', nodes: { ...nodes, acts: ['down'] } })]).toEqual([
      ['load', 'percent'],
      ['atMost', 'count'],
      ['nodes/start', 'order'],
      ['nodes/length', 'least'],
    ]);
  });

  it('raises no load where none is set', () => {
    expect(variationsOf({ ...form, loadPercent: '150' }).loadPercent).toBe(150);
    const bare = opened('other', { ...tape, commands: tape.commands.slice(0, 1) });
    expect(variationsOf({ ...bare, loadPercent: '150' }).loadPercent).toBeUndefined();
  });
});

describe('what a run has otherwise', () => {
  const varied: readonly Varied[] = [
    { what: 'node', act: 'down', node: 'node-2', atMs: 11_000, seconds: 51 },
    { what: 'node', act: 'drain', node: 'node-3', atMs: 12_000, seconds: 20 },
    { what: 'node', act: 'cordon', node: 'node-1', atMs: 8_000, seconds: 5 },
    { what: 'load', percent: 134 },
  ];

  it('is said in English and in Chinese', () => {
    expect(variedText(varied, wordsOf('en'))).toBe(
      'node-2 goes down at t = 11 s for 51 s, node-3 is drained at t = 12 s and uncordoned 20 s later, node-1 is cordoned at t = 8 s for 5 s, the load is at 134 %',
    );
    expect(variedText(varied, wordsOf('zh-CN'))).toBe(
      'node-2 在 t = 11 秒宕机 51 秒，node-3 在 t = 12 秒被排空（drain），20 秒后恢复调度，node-1 在 t = 8 秒被隔离（cordon）5 秒，负载为 134%',
    );
  });
});
