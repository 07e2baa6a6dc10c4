import { describe, expect, it } from 'vitest';
import { loadLanguage, wordsOf } from '../../../src/i18n/words.ts';
import { Session } from '../../../src/scenario/session.ts';
import { Film } from '../../../src/scene/film.ts';
import type { Scene } from '../../../src/scene/types.ts';
import { commandsFor } from '../../../src/ui/canvas/commands.ts';

await loadLanguage('en');
const t = wordsOf('en');
const VIEWPORT = { width: 700, height: 640 };

/** A cluster in which three Pods run, and what the canvas makes of it. */
function cluster(): { readonly session: Session; readonly scene: () => Scene } {
  const session = Session.open({ version: 1, kubernetes: 'v1.36.2', seed: 1, commands: [] });
  const { log } = session.cluster;
  session.act({ do: 'kubectl', line: 'kubectl create deployment web --image=nginx --replicas=3' });
  session.runUntil(10_000);
  return { session, scene: () => new Film(log).scene(log.length, 'both', VIEWPORT) };
}

/** Carries out every entry of a menu in a cluster of its own, and says which of them failed. */
function failures(targetOf: (scene: Scene) => Parameters<typeof commandsFor>[0]): string[] {
  const labels = commandsFor(targetOf(cluster().scene()), t)
    .flat()
    .filter(({ unfinished, does }) => !unfinished && !does.startsWith('kubectl edit '));
  expect(labels.length).toBeGreaterThan(3);
  return labels.flatMap(({ label }) => {
    const { session, scene } = cluster();
    const command = commandsFor(targetOf(scene()), t)
      .flat()
      .find((each) => each.label === label);
    if (!command) return [`${label} is gone`];
    const before = session.cluster.log.length;
    const record = session.act(typeof command.does === 'string' ? { do: 'kubectl', line: command.does } : command.does);
    session.runUntil(60_000);
    const failed = record?.pieces.some(({ stderr }) => /^error|Error/m.test(stderr)) === true;
    return failed || session.cluster.log.length === before ? [`${label}: ${record?.pieces.map(({ stderr }) => stderr).join('') ?? 'nothing happened'}`] : [];
  });
}

describe('every entry of a menu', () => {
  it('of a Pod is understood by the cluster', () => {
    const target = (scene: Scene) => {
      const { pod } = scene.tiles[0] as Scene['tiles'][number];
      return { ref: { table: 'pods', key: pod.key }, facts: pod };
    };
    expect(failures(target)).toEqual([]);
  });

  it('of a Node is understood by the cluster', () => {
    const target = (scene: Scene) => {
      const { ref, facts } = scene.cards.find((card) => card.facts.kind === 'node') as Scene['cards'][number];
      return { ref: ref as { table: string; key: string }, facts };
    };
    // There is no label to take away before one was put on: kubectl says so.
    expect(failures(target).filter((line) => !line.startsWith('Remove label'))).toEqual([]);
  });

  it('of a Deployment is understood by the cluster', () => {
    const target = (scene: Scene) => {
      const { ref, facts } = scene.cards.find((card) => card.facts.kind === 'deployment') as Scene['cards'][number];
      return { ref: ref as { table: string; key: string }, facts };
    };
    // There is no earlier revision to go back to: kubectl says so.
    expect(failures(target).filter((line) => !line.startsWith('Undo rollout'))).toEqual([]);
  });
});

it('makes a Pod crash, and mends it', () => {
  const { session, scene } = cluster();
  const first = (): Scene['tiles'][number]['pod'] => (scene().tiles[0] as Scene['tiles'][number]).pod;
  const run = (label: string): void => {
    const command = commandsFor({ ref: { table: 'pods', key: first().key }, facts: first() }, t)
      .flat()
      .find((each) => each.label === label);
    session.act({ do: 'kubectl', line: command?.does as string });
  };
  run('Crash its container');
  session.runUntil(13_000);
  expect(first().state).toBe('failing');
  run('Mend its container');
  session.runUntil(60_000);
  expect(first().state).toBe('ready');
});
