import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { peek } from '../../app/actions.ts';
import { nameOf } from '../../app/kinds.ts';
import { playhead } from '../../app/playhead.ts';
import type { ObjectRef } from '../../app/selection.ts';
import { session } from '../../app/session.ts';
import { useFrame } from '../../app/world.ts';
import { useWords } from '../words.ts';
import styles from './Inspector.module.css';

/** kubectl is asked again when the playhead has rested for so long, in ms; while playing, this often. */
const REST_MS = 120;
const PLAYING_MS = 700;

/** What `kubectl describe` says about the selected object at this frame. */
export function DescribeTab({ selected }: { readonly selected: ObjectRef }) {
  const t = useWords();
  const frame = useFrame(({ branch, position }) => `${branch}/${position}`);
  const playing = useStore(playhead, (state) => state.playing);
  const engine = useStore(session, (state) => state.engine);
  const [answer, setAnswer] = useState<{ readonly object: string; readonly text: string } | undefined>(undefined);
  const object = `${selected.table}\n${selected.key}`;
  useEffect(() => {
    let stale = false;
    const [table = '', key = ''] = object.split('\n');
    const slash = key.indexOf('/');
    const namespace = slash < 0 ? '' : ` -n ${key.slice(0, slash)}`;
    const timer = setTimeout(
      () => {
        peek(`kubectl describe ${table} ${nameOf({ table, key })}${namespace}`)
          .then((output) => {
            if (!stale && output) setAnswer({ object, text: output.pieces.map(({ stdout, stderr }) => stdout + stderr).join('') });
          })
          .catch((error: unknown) => {
            if (!stale) setAnswer({ object, text: error instanceof Error ? error.message : String(error) });
          });
      },
      playing ? PLAYING_MS : REST_MS,
    );
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [object, frame, playing, engine]);
  // What was said about the frame before stays until the new answer comes; about another object it says nothing.
  return answer?.object !== object ? <p className={styles.empty}>{t('inspector.loading')}</p> : <pre className={styles.describe}>{answer.text}</pre>;
}
