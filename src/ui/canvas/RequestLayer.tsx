import { useStore as useFlowStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { isMotionReduced, preferences } from '../../app/preferences.ts';
import { requestsAt } from '../../scene/requests.ts';
import type { Stage } from './stage.ts';
import styles from './Canvas.module.css';

/** As many requests as can be seen at once; more are not drawn. */
const DOTS_MAX = 80;

/**
 * Requests on their way from Services to Pods, and the crosses of those that were refused. They stand where virtual time puts them, and
 * are written past React. They are above the tiles, whether those are elements or painted. It says nothing that the cards do not say, so it is hidden from screen readers.
 */
export function RequestLayer({ stage }: { readonly stage: Stage }) {
  const shown = useStore(preferences, (state) => state.requests);
  const layer = useRef<SVGGElement>(null);
  const [x, y, zoom] = useFlowStore((state) => state.transform);
  useEffect(() => {
    if (!shown) return undefined;
    const draw = (): void => {
      const dots = layer.current?.children;
      if (!dots) return;
      const reduced = isMotionReduced();
      const requests = requestsAt(stage.picture.scene, stage.reel.world(), stage.timeMs).filter(({ state }) => !reduced || state === 'refused');
      for (let i = 0; i < dots.length; i++) {
        const dot = dots[i] as SVGGElement;
        const request = requests[i];
        if (!request) {
          if (dot.style.display !== 'none') dot.style.display = 'none';
          continue;
        }
        dot.style.display = '';
        dot.style.opacity = String(reduced ? 1 : request.opacity);
        dot.dataset['state'] = request.state;
        dot.setAttribute('transform', `translate(${request.x.toFixed(1)} ${request.y.toFixed(1)})`);
      }
    };
    draw();
    return stage.onMotion(draw);
  }, [stage, shown]);
  if (!shown) return null;
  return (
    <svg className={styles.requests} aria-hidden data-testid="requests">
      <g ref={layer} transform={`translate(${x} ${y}) scale(${zoom})`}>
        {Array.from({ length: DOTS_MAX }, (_, i) => (
          <g key={i} style={{ display: 'none' }}>
            <circle r={4.5} />
            <path d="M-6-6L6 6M6-6L-6 6" />
          </g>
        ))}
      </g>
    </svg>
  );
}
