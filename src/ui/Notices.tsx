import { X } from 'lucide-react';
import { type CSSProperties, useEffect, useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import { type Notice, dismiss, notices } from '../app/notices.ts';
import { Button, IconButton } from './parts/Button.tsx';
import { NARROW, useMedia } from './useMedia.ts';
import { useWords } from './words.ts';
import styles from './Notices.module.css';

/** A message that asks for nothing goes by itself; one with something to do stays longer, an error until it is closed. */
const SHOWN_MS = 5_000;
const WITH_ACTION_MS = 12_000;
/** Between a notice and the edges of the canvas, in CSS pixels. */
const MARGIN = 8;
/** With less room than this beside the canvas' tools, a notice stands above them. */
const BESIDE_TOOLS_MIN = 330;
const WIDTH_MAX = 640;

/** What the page says of itself; read out politely, errors at once. Where panes are sheets it takes a row of its own, and hides nothing. */
export function Notices() {
  const t = useWords();
  const narrow = useMedia(NARROW);
  const list = useStore(notices, (state) => state.list);
  const place = usePlace(list.length > 0 && !narrow);
  return (
    <section className={styles.notices} style={place} data-inline={narrow} aria-label={t('notice.label')}>
      <ul>
        {list.map((notice) => (
          <Message key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  );
}

/** At the foot of the canvas, over its legend and beside its tools: there it hides as little as can be of what somebody has just asked for. */
function usePlace(shown: boolean): CSSProperties {
  const [place, setPlace] = useState<CSSProperties>({});
  useLayoutEffect(() => {
    const canvas = document.getElementById('canvas');
    if (!shown || !canvas) return undefined;
    const measure = (): void => {
      const { left, width, bottom } = canvas.getBoundingClientRect();
      const tools = [...canvas.querySelectorAll('[role=toolbar]')].map((toolbar) => toolbar.getBoundingClientRect());
      // Two pictures beside each other have tools each: there it stands at the foot of both.
      const only = tools.length === 1 ? tools[0] : undefined;
      const beside = only && only.left - left >= BESIDE_TOOLS_MIN;
      const used = Math.min(WIDTH_MAX, (beside ? only.left - left : width) - 2 * MARGIN);
      setPlace({
        left: left + (beside ? MARGIN : (width - used) / 2),
        bottom: innerHeight - (only && !beside ? only.top : bottom) + MARGIN,
        width: used,
      });
    };
    measure();
    const sized = new ResizeObserver(measure);
    sized.observe(canvas);
    // Tools come and go with the picture: one that is only now loaded, a second one beside it.
    let frame = 0;
    const changed = new MutationObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    });
    changed.observe(canvas, { childList: true, subtree: true });
    return () => {
      cancelAnimationFrame(frame);
      sized.disconnect();
      changed.disconnect();
    };
  }, [shown]);
  return place;
}

function Message({ notice }: { readonly notice: Notice }) {
  const t = useWords();
  const { id, severity, text, action, second } = notice;
  useEffect(() => {
    if (severity === 'error') return undefined;
    const timer = setTimeout(() => dismiss(id), action ? WITH_ACTION_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, severity, action]);
  return (
    <li className={styles.notice} data-severity={severity}>
      <p role={severity === 'error' ? 'alert' : 'status'}>{text}</p>
      {action && (
        <div className={styles.offers}>
          {[action, second].map(
            (offered) =>
              offered && (
                <Button
                  key={offered.label}
                  onClick={() => {
                    dismiss(id);
                    offered.run();
                  }}
                >
                  {offered.label}
                </Button>
              ),
          )}
        </div>
      )}
      <IconButton className={styles.dismiss} label={t('notice.dismiss')} onClick={() => dismiss(id)}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}
