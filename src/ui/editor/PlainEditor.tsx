import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { files, remember, setText } from '../../app/files.ts';
import { useWords } from '../words.ts';
import styles from './editor.module.css';

/** A text field for the time until Monaco is there, and where it cannot be loaded. What is typed in it is the same text. */
export function PlainEditor({ isLoading }: { readonly isLoading: boolean }) {
  const t = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const active = useStore(files, (state) => state.active);
  const text = useStore(files, (state) => state.files.find(({ name }) => name === state.active)?.text ?? '');
  const reveal = useStore(files, (state) => state.reveal);

  useEffect(() => {
    if (!reveal || !field.current || reveal.file !== files.getState().active) return;
    const lines = field.current.value.split('\n');
    const start = lines.slice(0, reveal.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    field.current.focus();
    field.current.setSelectionRange(start, start + (lines[reveal.line - 1] ?? '').length);
  }, [reveal]);

  return (
    <div className={styles.plain}>
      <textarea
        ref={field}
        data-editor="plain"
        data-focus
        aria-label={t('editor.label', { name: active })}
        value={text}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        onFocus={() => remember(active, text)}
        onChange={(event) => setText(active, event.target.value)}
      />
      <p role="status">{isLoading ? t('editor.loading') : t('editor.failed')}</p>
    </div>
  );
}
