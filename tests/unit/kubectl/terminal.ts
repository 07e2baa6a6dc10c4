import { Session } from '../../../src/scenario/session.ts';
import type { CommandRecord } from '../../../src/scenario/terminal.ts';

/** What a terminal shows of a line: both streams, and the exit code, which is undefined while the command goes on. */
export interface Shown {
  readonly out: string;
  readonly err: string;
  readonly code: number | undefined;
}

/** A terminal in front of a fresh cluster of three Nodes. */
export class Terminal {
  readonly session = Session.open({ version: 1, kubernetes: 'v1.36.2', seed: 1, commands: [] });

  constructor(private readonly files: Readonly<Record<string, string>> = {}) {}

  /** Types a line and returns what was printed at once. */
  type(line: string, files: Readonly<Record<string, string>> = this.files): Shown {
    this.session.act({ do: 'kubectl', line, files });
    return this.last();
  }

  /** Types a line that is expected to succeed, and returns its output. */
  out(line: string): string {
    const { out, err, code } = this.type(line);
    if (code) throw new Error(`${line}: ${err}`);
    return out;
  }

  /** Types a line that is expected to fail, and returns its error stream. */
  err(line: string): string {
    const { err, code } = this.type(line);
    if (!code) throw new Error(`${line} succeeded`);
    return err;
  }

  /** Lets virtual time pass, and returns what the line typed last has printed in all. */
  pass(seconds: number): Shown {
    this.session.runUntil(this.session.cluster.now + seconds * 1000);
    return this.last();
  }

  /** Ctrl-C for a line that goes on. Returns what it has printed in all. */
  interrupt(line: string): Shown {
    this.session.act({ do: 'interrupt', line });
    return this.shown(this.session.records.findLast((record) => record.line === line));
  }

  private last(): Shown {
    return this.shown(this.session.records.at(-1));
  }

  private shown(record: CommandRecord | undefined): Shown {
    if (!record) throw new Error('nothing was typed');
    return { out: record.pieces.map(({ stdout }) => stdout).join(''), err: record.pieces.map(({ stderr }) => stderr).join(''), code: record.code };
  }
}

/** A Deployment `web` as a beginner writes it. */
export const deployment = (replicas: number, image: string, more = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: ${replicas}
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
        image: ${image}
${more}`;

/** A list of lines as a terminal prints it. */
export const lines = (...each: readonly string[]): string => each.map((line) => `${line}\n`).join('');
