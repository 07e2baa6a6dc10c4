import { useReactFlow } from '@xyflow/react';
import { List, Maximize, Minus, Plus, ServerCog, Waypoints } from 'lucide-react';
import { useStore } from 'zustand';
import { isMotionReduced, preferences } from '../../app/preferences.ts';
import { IconButton } from '../parts/Button.tsx';
import { useWords } from '../words.ts';
import { addNode } from './add-node.ts';
import styles from './Canvas.module.css';

export interface ToolsProps {
  readonly onFit: () => void;
  readonly onMoved: () => void;
  readonly onList: () => void;
  readonly listed: boolean;
  readonly readOnly: boolean;
  readonly name: string | undefined;
}

/** Zoom, everything, the list, and another Node. */
export function Tools({ onFit, onMoved, onList, listed, readOnly, name }: ToolsProps) {
  const t = useWords();
  const { zoomIn, zoomOut } = useReactFlow();
  const requests = useStore(preferences, (state) => state.requests);
  const duration = isMotionReduced() ? 0 : 160;
  const zoom = (by: typeof zoomIn): void => {
    onMoved();
    void by({ duration });
  };
  return (
    <div className={styles.tools} role="toolbar" aria-label={name === undefined ? t('canvas.label') : t('canvas.label.branch', { name })}>
      {!readOnly && (
        <IconButton label={t('canvas.addNode')} onClick={addNode}>
          <ServerCog aria-hidden />
        </IconButton>
      )}
      <IconButton label={t('canvas.requests')} aria-pressed={requests} onClick={() => preferences.setState({ requests: !requests })}>
        <Waypoints aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.list')} aria-pressed={listed} onClick={onList}>
        <List aria-hidden />
      </IconButton>
      <IconButton className={styles.zooms} label={t('canvas.zoom.out')} onClick={() => zoom(zoomOut)}>
        <Minus aria-hidden />
      </IconButton>
      <IconButton className={styles.zooms} label={t('canvas.zoom.in')} onClick={() => zoom(zoomIn)}>
        <Plus aria-hidden />
      </IconButton>
      <IconButton label={t('canvas.fit')} onClick={onFit}>
        <Maximize aria-hidden />
      </IconButton>
    </div>
  );
}
