import type { EmptySlot, Tile } from '../../scene/types.ts';
import { useWords } from '../words.ts';
import { slotLabel } from './Tile.tsx';
import styles from './Tiles.module.css';

/** What is said of the tile or the empty place that is pointed at; `left` and `top` are within the canvas, in CSS pixels. */
export function Floating({
  pointed,
  left,
  top,
  flip,
}: {
  readonly pointed: { readonly tile: Tile } | { readonly slot: EmptySlot };
  readonly left: number;
  readonly top: number;
  readonly flip: boolean;
}) {
  const t = useWords();
  const style = { left, top, transform: `translate(-50%, ${flip ? 'calc(-100% - 10px)' : '10px'})` };
  if ('slot' in pointed)
    return (
      <div className={styles.floating} role="tooltip" style={style}>
        {slotLabel(pointed.slot, t)}
      </div>
    );
  const { pod } = pointed.tile;
  const state = pod.state === 'running' ? t('canvas.state.running.long') : t(`canvas.state.${pod.state}`);
  const rest = [
    pod.node ? t('canvas.pod.on', { node: pod.node }) : t('canvas.pod.nowhere'),
    t('canvas.pod.containers', { ready: pod.readyContainers, total: pod.containers }),
    ...(pod.restarts ? [t('canvas.pod.restarts', { restarts: pod.restarts })] : []),
  ];
  return (
    <div className={styles.floating} role="tooltip" style={style}>
      <strong>{pod.name}</strong>
      {state}
      {pod.status.toLowerCase() !== state.toLowerCase() && ` · ${pod.status}`}
      <p>{rest.join(' · ')}</p>
      {pod.image && <p>{pod.image}</p>}
      {pod.claims.length > 0 && <p>{t('canvas.pod.claims', { claims: pod.claims.join(', ') })}</p>}
      {pod.message && <p>{pod.message}</p>}
    </div>
  );
}
