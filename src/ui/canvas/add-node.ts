import { reportFailure, run } from '../../app/actions.ts';
import { currentFrame } from '../../app/world.ts';
import { t } from '../words.ts';

/** Has one more Node join the cluster, under the next free name; a refusal is said in a notice. */
export function addNode(): void {
  run(`ssh ${freeNodeName()} kubeadm join`).catch((error: unknown) => {
    reportFailure(error, { died: t('canvas.menu.failed', { message: '' }), refused: (message) => t('canvas.menu.failed', { message }) });
  });
}

/** `node-4`, where there are three. */
function freeNodeName(): string {
  const nodes = currentFrame().world.get('nodes');
  for (let number = (nodes?.size ?? 0) + 1; ; number++) if (!nodes?.has(`node-${number}`)) return `node-${number}`;
}
