import { parse } from 'yaml';
import type { Action, ImageBehaviour, ScenarioNode, Tape, TapeCommand } from './tape.ts';

/** A scenario as it is written: the format of the recordings of a real control plane. Seconds throughout. */
export interface Scenario {
  readonly title?: string;
  readonly nodes?: readonly ScenarioNode[];
  readonly images?: Readonly<Record<string, ImageBehaviour>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly steps: readonly ScenarioStep[];
  /** The last second. */
  readonly end: number;
  /** False where a trace leaves events out. */
  readonly events?: boolean;
}

export interface ScenarioStep {
  readonly at: number;
  /** Commands, one a line, in the scenario's namespace. */
  readonly kubectl?: string;
  /** The same, for cluster-wide objects. */
  readonly kubectlCluster?: string;
  /** A command that keeps printing while time goes on. */
  readonly stream?: string;
  readonly nodes?: {
    readonly add?: readonly ScenarioNode[];
    readonly delete?: readonly string[];
    readonly down?: readonly string[];
    readonly up?: readonly string[];
  };
  readonly ready?: Readonly<Record<string, boolean>>;
  readonly load?: Readonly<Record<string, unknown>>;
  readonly images?: Readonly<Record<string, ImageBehaviour>>;
}

/** Where a scenario's commands are carried out, as with `-n`; those about the cluster as a whole name none. */
const NAMESPACE = 'default';

/** What a step of a scenario does, in the order in which its parts are carried out. */
function actionsOf(step: ScenarioStep, files: Readonly<Record<string, string>>): readonly Action[] {
  const actions: Action[] = [];
  if (step.images) actions.push({ do: 'images', images: step.images });
  if (step.nodes) actions.push({ do: 'nodes', ...step.nodes });
  if (step.ready) actions.push({ do: 'ready', pods: step.ready });
  if (step.load) actions.push({ do: 'load', load: step.load });
  const run = (text: string | undefined, how: Partial<Extract<Action, { do: 'kubectl' }>>): void => {
    for (const line of (text ?? '').split('\n')) if (line.trim()) actions.push({ do: 'kubectl', line: line.trim(), files, ...how });
  };
  run(step.kubectl, { namespace: NAMESPACE });
  run(step.kubectlCluster, {});
  run(step.stream, { namespace: NAMESPACE, background: true });
  return actions;
}

/** Reads a scenario from YAML. Throws the YAML library's error, or a TypeError that names what is missing. */
export function parseScenario(text: string): Scenario {
  const scenario = parse(text, { maxAliasCount: 100 }) as Partial<Scenario> | null;
  if (!scenario || !Array.isArray(scenario.steps)) throw new TypeError('a scenario needs `steps`: a list of what happens, each with `at`');
  if (typeof scenario.end !== 'number') throw new TypeError('a scenario needs `end`: its last second');
  return scenario as Scenario;
}

/** The tape that plays a scenario. */
export function tapeOf(scenario: Scenario, seed = 1): Tape {
  const commands: TapeCommand[] = [];
  for (const step of scenario.steps) for (const action of actionsOf(step, scenario.files ?? {})) commands.push({ at: step.at * 1000, action });
  return {
    version: 1,
    kubernetes: 'v1.36.2',
    seed,
    ...(scenario.nodes ? { nodes: scenario.nodes } : {}),
    ...(scenario.images ? { images: scenario.images } : {}),
    commands,
  };
}
