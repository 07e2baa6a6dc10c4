import { playhead } from './playhead.ts';
import { currentBranch } from './session.ts';

/** The namespace in which a command acts that names none, where the reader stands: `kubectl config set-context` changes it. */
export function contextNamespace(): string {
  const { position } = playhead.getState();
  return currentBranch().outputs.findLast(({ namespace, seq }) => namespace !== undefined && seq <= position)?.namespace ?? 'default';
}

/** ` -n shop`, where a command about an object of this namespace has to say so; nothing for one that is in none. */
export function namespaceFlag(namespace: string, context: string = contextNamespace()): string {
  return namespace === '' || namespace === context ? '' : ` -n ${namespace}`;
}
