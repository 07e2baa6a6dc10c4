import { createStore } from 'zustand/vanilla';
import { namespaceFlag } from '../../app/context.ts';
import type { CommandOutput } from '../../worker/protocol.ts';

type Entered = NonNullable<CommandOutput['enters']>;

/** The container with whose shell the console talks, after `kubectl exec -it POD -- sh`; nothing: with the reader's own. */
export const inside = createStore<{ readonly entered: Entered | undefined }>(() => ({ entered: undefined }));

/** `web-3:/ #`, as a shell in a container greets root. */
export const signOf = (pod: string): string => `${pod}:/ #`;

/** The command that runs a line in a container's shell. */
export function execLine({ namespace, pod, container, shell }: Entered, line: string): string {
  return `kubectl exec -i ${pod}${namespaceFlag(namespace)} -c ${container} -- ${shell} -c '${line.replaceAll("'", String.raw`'\''`)}'`;
}

const EXEC_LINE = /^kubectl exec -i (\S+)(?: -n \S+)? -c \S+ -- \w+ -c '([\s\S]*)'$/;

/** What was typed in a container's shell, of the command that ran it; undefined for other commands. */
export function typedInside(command: string): { readonly pod: string; readonly line: string } | undefined {
  const [, pod, line] = EXEC_LINE.exec(command) ?? [];
  return pod === undefined || line === undefined ? undefined : { pod, line: line.replaceAll(String.raw`'\''`, "'") };
}

/** Follows what a command did: it may have opened a shell, or found that the container of the open one is gone. */
export function follow(output: CommandOutput | undefined): void {
  if (output?.enters) inside.setState({ entered: output.enters });
  else if (
    inside.getState().entered &&
    /^(?:Error from server|error: (?:cannot exec|Internal error occurred))/m.test(output?.pieces.map(({ stderr }) => stderr).join('') ?? '')
  )
    leave();
}

export function leave(): void {
  inside.setState({ entered: undefined });
}
