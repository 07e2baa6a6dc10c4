import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { type Notice, dismiss, notices } from '../app/notices.ts';
import { Button, IconButton } from './parts/Button.tsx';
import { useWords } from './words.ts';
import styles from './Notices.module.css';

/** A message that asks for nothing goes by itself; one with something to do stays longer, an error until it is closed. */
const SHOWN_MS = 5_000;
const WITH_ACTION_MS = 12_000;

/** What the page says of itself; read out politely, errors at once. */
export function Notices() {
  const t = useWords();
  const list = useStore(notices, (state) => state.list);
  return (
    <section className={styles.notices} aria-label={t('notice.label')}>
      <ul>
        {list.map((notice) => (
          <Message key={notice.id} notice={notice} />
        ))}
      </ul>
    </section>
  );
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
