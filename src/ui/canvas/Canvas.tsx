import { ReactFlowProvider } from '@xyflow/react';
import { LazyMotion } from 'framer-motion';
import { useEffect, useRef, useState } from 'react';
import { COMPACT_BELOW } from '../../scene/blocks.ts';
import styles from './Canvas.module.css';
import { CanvasView } from './CanvasView.tsx';
import { type Reel, Stage, currentReel } from './stage.ts';
import '@xyflow/react/dist/base.css';

const loadMotion = () => import('./motion.ts').then(({ domAnimation }) => domAnimation);
/** Cards are arranged for sizes in steps, so that dragging a pane's edge does not rearrange them at every pixel. */
const STEP_PX = 20;

export interface CanvasProps {
  /** What it shows: the current branch where nothing is said. */
  readonly reel?: Reel;
  /** The name of the branch, where two pictures stand beside each other. */
  readonly name?: string | undefined;
  /** Nothing is done to the cluster from here. */
  readonly readOnly?: boolean;
}

/** The picture of a cluster at the playhead. */
export function Canvas({ reel = currentReel, name, readOnly = false }: CanvasProps) {
  const [stage] = useState(() => new Stage(reel));
  const [size, setSize] = useState({ width: 0, height: 0 });
  const root = useRef<HTMLDivElement>(null);
  // Two pictures are compared as wholes, also where they are small.
  const whole = name !== undefined;
  useEffect(() => stage.start(), [stage]);
  useEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      setSize({ width, height });
      stage.resize({
        width: whole
          ? Math.max(COMPACT_BELOW, Math.floor(width / STEP_PX) * STEP_PX)
          : width < COMPACT_BELOW
            ? Math.floor(width)
            : Math.floor(width / STEP_PX) * STEP_PX,
        height: Math.floor(height / STEP_PX) * STEP_PX,
      });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [stage, whole]);
  return (
    <div ref={root} className={styles.canvas}>
      <LazyMotion features={loadMotion} strict>
        <ReactFlowProvider>
          {size.width > 0 && <CanvasView stage={stage} width={size.width} height={size.height} name={name} readOnly={readOnly} />}
        </ReactFlowProvider>
      </LazyMotion>
    </div>
  );
}
