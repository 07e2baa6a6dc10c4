import { readFileSync } from 'node:fs';
import { Session } from '../../../src/scenario/session.ts';
import { Terminal } from '../kubectl/terminal.ts';

/** The Nodes of a course's cluster: three that manage it, and two that work. */
export const NODES = ['k8s-master01', 'k8s-master02', 'k8s-master03', 'k8s-node01', 'k8s-node02'];

/** Somebody who follows a course: has its manifests as files, types its lines, and reads what comes. */
export class Learner extends Terminal {
  override readonly session = Session.open({ version: 1, kubernetes: 'v1.36.2', seed: 1, nodes: NODES.map((name) => ({ name })), commands: [] });

  /** What a table says, row by row, by the names of its columns. */
  table(line: string): readonly Readonly<Record<string, string>>[] {
    const [head = '', ...rows] = this.out(line).trimEnd().split('\n');
    const columns = [...head.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ name: match[0], at: match.index }));
    return rows.map((row) => Object.fromEntries(columns.map(({ name, at }, i) => [name, row.slice(at, columns[i + 1]?.at).trim()])));
  }

  names(resource: string): readonly string[] {
    return this.out(`kubectl get ${resource} -o name`)
      .trim()
      .split('\n')
      .filter((name) => name !== '')
      .map((name) => name.slice(name.indexOf('/') + 1));
  }

  /** Types a line that goes on, and returns all that it has printed after so many seconds. */
  watched(line: string, seconds: number): string {
    this.type(line);
    return this.pass(seconds).out;
  }
}

/** A manifest of the course, from the folder of this file. */
export const manifest = (name: string): string => readFileSync(new URL(`manifests/${name}`, import.meta.url), 'utf8');
