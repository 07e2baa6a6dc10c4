import { X } from 'lucide-react';
import { type CSSProperties, useEffect, useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import { type Notice, dismiss, notices } from '../app/notices.ts';
import { Button, IconButton } from './parts/Button.tsx';
import { useWords } from './words.ts';
import styles from './Notices.module.css';

/** A message that asks for nothing goes by itself; one with something to do stays longer, an error until it is closed. */
const SHOWN_MS = 5_000;
const WITH_ACTION_MS = 12_000;
/** The height of the canvas' foot, in CSS pixels. */
const ABOVE_FOOT = 60;

/** What the page says of itself; read out politely, errors at once. */
export function Notices() {
  const t = useWords();
  const list = useStore(notices, (state) => state.list);
  const place = usePlace(list.length > 0);
  return (
    <section className={styles.notices} style={place} aria-label={t('notice.label')}>
      <ul>
        {list.map((notice) => (
          <Message key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  );
}

/** At the foot of the canvas, over its legend: there it hides no card that somebody has just asked for. */
function usePlace(shown: boolean): CSSProperties {
  const [place, setPlace] = useState<CSSProperties>({});
  useLayoutEffect(() => {
    const canvas = document.getElementById('canvas');
    if (!shown || !canvas) return undefined;
    const measure = (): void => {
      const { left, width, bottom } = canvas.getBoundingClientRect();
      setPlace({ left: left + width / 2, bottom: innerHeight - bottom + ABOVE_FOOT });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(canvas);
    return () => observer.disconnect();
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
      <IconButton label={t('notice.dismiss')} onClick={() => dismiss(id)}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}
