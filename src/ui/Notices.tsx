import { X } from 'lucide-react';
import { type CSSProperties, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { comparison } from '../app/comparison.ts';
import { type Notice, dismiss, notices } from '../app/notices.ts';
import { noticeRoom } from './notice-room.ts';
import { Button, IconButton } from './parts/Button.tsx';
import { NARROW, useMedia } from './useMedia.ts';
import { useWords } from './words.ts';
import styles from './Notices.module.css';

/** A message that asks for nothing goes by itself; one with something to do stays longer, an error until it is closed. */
const SHOWN_MS = 5_000;
const WITH_ACTION_MS = 12_000;
/** Between a notice and what is around it, in CSS pixels. */
const MARGIN = 6;
/** With less room than this beside the canvas' tools, a notice stands above them. */
const BESIDE_TOOLS_MIN = 300;
const WIDTH_MAX = 640;

/**
 * What the page says of itself; read out politely, errors at once. It hides nothing: it stands over the canvas' legend, beside its tools; in
 * a comparison under the table, which scrolls above it; and where panes are sheets in a row of its own.
 */
export function Notices() {
  const t = useWords();
  const narrow = useMedia(NARROW);
  const comparing = useStore(comparison, ({ other }) => other !== undefined);
  const list = useStore(notices, (state) => state.list);
  const root = useRef<HTMLElement>(null);
  const place = usePlace(root, list.length > 0 && !narrow, comparing);
  return (
    <section ref={root} className={styles.notices} style={place} data-inline={narrow || comparing} data-over={!narrow} aria-label={t('notice.label')}>
      <ul>
        {list.map((notice) => (
          <Message key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  );
}

/** Where it stands on the canvas that it is in; and tells the canvas how much of its foot is taken. */
function usePlace(root: RefObject<HTMLElement | null>, shown: boolean, comparing: boolean): CSSProperties {
  const [place, setPlace] = useState<CSSProperties>({});
  useLayoutEffect(() => {
    const element = root.current;
    const canvas = element?.parentElement;
    if (!shown || !element || !canvas) return undefined;
    const measure = (): void => {
      const around = canvas.getBoundingClientRect();
      const tools = comparing ? undefined : canvas.querySelector('[role=toolbar]')?.getBoundingClientRect();
      const beside = tools !== undefined && tools.left - around.left >= BESIDE_TOOLS_MIN;
      const bottom = comparing ? 0 : MARGIN + (tools && !beside ? around.bottom - tools.top : 0);
      const width = Math.min(WIDTH_MAX, (beside ? tools.left - around.left : around.width) - 2 * MARGIN);
      setPlace((before) =>
        before.bottom === bottom && before.width === (comparing ? undefined : width) ? before : comparing ? { bottom } : { left: MARGIN, bottom, width },
      );
      const heightPx = Math.ceil(element.offsetHeight) + bottom + (comparing ? 0 : MARGIN);
      canvas.style.setProperty('--notice-room', `${heightPx}px`);
      noticeRoom.setState({ heightPx: comparing ? 0 : heightPx });
    };
    measure();
    const sized = new ResizeObserver(measure);
    sized.observe(canvas);
    sized.observe(element);
    // Tools come and go with the picture, which may only now be loaded.
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
      canvas.style.removeProperty('--notice-room');
      noticeRoom.setState({ heightPx: 0 });
    };
  }, [root, shown, comparing]);
  return shown ? place : {};
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
