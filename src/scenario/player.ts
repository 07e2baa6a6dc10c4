import type { KubeObject } from '../kube/meta.ts';
import { type Scenario, tapeOf } from './format.ts';
import { Session } from './session.ts';
import type { CommandRecord } from './terminal.ts';
import { type Frame, StableNames, type Trace, type TraceOutput, eventsOf, frameOf } from './trace.ts';

const NAMESPACE = 'default';

function outputOf(record: CommandRecord, names: StableNames): TraceOutput {
  // Of a stream, the recordings keep both of a terminal's streams together.
  const stdout = record.pieces.map((piece) => (record.streamed ? piece.stdout + piece.stderr : piece.stdout)).join('');
  const stderr = record.streamed ? '' : names.inText(record.pieces.map((piece) => piece.stderr).join(''));
  return {
    at: Math.floor(record.at / 1000),
    command: `kubectl ${record.line.replace(/^kubectl /, '')}`,
    code: record.code ?? 0,
    ...(record.streamed ? { stream: true } : {}),
    stdout: names.inText(stdout),
    ...(stderr ? { stderr } : {}),
  };
}

/** Plays a scenario to its end and writes down the settled state of each second, in the format of the recordings. */
export function play(name: string, scenario: Scenario, seed = 1): Trace {
  const session = Session.open(tapeOf(scenario, seed));
  const { log, store } = session.cluster;
  const names = new StableNames();
  const frames: Frame[] = [];
  let previous = '';
  let seen = 0;
  for (let t = 0; t <= scenario.end; t++) {
    session.runUntil(Math.max(t * 1000 + 999, session.cluster.now));
    // The frame of a second is taken when its commands are through, however long they took.
    while (session.late && session.cluster.nextAt !== undefined) session.runUntil(session.cluster.nextAt);
    const entries = log.entries.slice(seen);
    seen = log.length;
    for (const entry of entries)
      for (const { table, before, after } of entry.changes) {
        if (before || !after) continue;
        if (table === 'replicasets') names.observe(after as KubeObject);
        else if (table === 'daemonsets' || table === 'replicationcontrollers' || table === 'services') names.observeOwner((after as KubeObject).metadata.name);
      }
    const state = frameOf(store, NAMESPACE, names);
    const events = scenario.events === false ? [] : eventsOf(entries, NAMESPACE, names);
    const text = JSON.stringify(state);
    if (text === previous && !events.length && t > 0) continue;
    frames.push({ t, ...state, ...(events.length ? { events } : {}) });
    previous = text;
  }
  return { kubernetes: 'v1.36.2', scenario: name, end: scenario.end, frames, outputs: session.records.map((record) => outputOf(record, names)) };
}
