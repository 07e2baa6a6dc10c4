/** How an image behaves on a node, as a scenario writes it: seconds, and a fault. */
export interface ImageBehaviour {
  readonly 'start-delay'?: number;
  readonly 'ready-delay'?: number;
  readonly 'stop-delay'?: number;
  readonly fault?: 'NeverReady' | 'CrashLoop' | 'ImagePull' | null;
  readonly 'crash-after'?: number;
}

/** A Node as a scenario writes it. */
export interface ScenarioNode {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly unschedulable?: boolean;
  readonly allocatable?: Readonly<Record<string, string>>;
}

/** One thing that a person does to the cluster. The same shapes stand in scenarios and on tapes. */
export type Action =
  | {
      readonly do: 'kubectl';
      readonly line: string;
      /** True where the next command does not wait for this one's end. */ readonly background?: boolean;
      readonly namespace?: string;
      readonly files?: Readonly<Record<string, string>>;
    }
  /** Ctrl-C: ends the command of that line that started last and still goes on. */
  | { readonly do: 'interrupt'; readonly line: string }
  | { readonly do: 'images'; readonly images: Readonly<Record<string, ImageBehaviour>> }
  | {
      readonly do: 'nodes';
      readonly add?: readonly ScenarioNode[];
      readonly delete?: readonly string[];
      readonly down?: readonly string[];
      readonly up?: readonly string[];
    }
  | { readonly do: 'ready'; readonly pods: Readonly<Record<string, boolean>> }
  | { readonly do: 'load'; readonly load: Readonly<Record<string, unknown>> }
  /** From here on, chance (the names and the Nodes of new Pods) falls otherwise; each number is another future. */
  | { readonly do: 'chance'; readonly seed: number };

/**
 * An action at its place. With `after`, right after that many entries (an act of a person who stood at that frame); without it,
 * when its time comes. `at` is virtual time in ms.
 */
export interface TapeCommand {
  readonly after?: number;
  readonly at: number;
  readonly action: Action;
}

/** Everything that a timeline is derived from. */
export interface Tape {
  readonly version: 1;
  readonly kubernetes: 'v1.36.2';
  readonly seed: number;
  readonly nodes?: readonly ScenarioNode[];
  readonly images?: Readonly<Record<string, ImageBehaviour>>;
  readonly commands: readonly TapeCommand[];
}
