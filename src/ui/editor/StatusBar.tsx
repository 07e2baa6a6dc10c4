import { CircleAlert, CircleCheck, GitCompare, TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { files, remember, revealLine, setText } from '../../app/files.ts';
import { spoken } from '../../app/language.ts';
import { problems } from '../../app/problems.ts';
import type { Problem } from '../../worker/protocol.ts';
import { Button } from '../parts/Button.tsx';
import { useWords } from '../words.ts';
import { adviceFor, adviceText } from './analysis/advice.ts';
import { verdict } from './check.ts';
import { analysis } from './state.ts';
import styles from './editor.module.css';

/** The foot of the editor: the API server's verdict with its problems, and how much differs from the cluster. */
export function StatusBar() {
  const t = useWords();
  const list = useStore(problems, (state) => state.list);
  const { state } = useStore(verdict);
  const [isOpen, setOpen] = useState(true);
  const isBad = list.some(({ severity }) => severity === 'error');
  return (
    <section className={styles.foot} aria-label={t('editor.status')}>
      {list.length > 0 && isOpen && <Problems list={list} />}
      <div className={styles.status}>
        {list.length > 0 ? (
          <button type="button" className={isBad ? styles.error : styles.warning} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isBad ? <CircleAlert aria-hidden /> : <TriangleAlert aria-hidden />}
            <span role="status">{t('editor.status.problems', { count: list.length })}</span>
          </button>
        ) : (
          <span role="status" className={state === 'known' ? styles.ok : undefined}>
            {state === 'known' && <CircleCheck aria-hidden />}
            <span className={styles.cut}>
              {t(state === 'known' ? 'editor.status.ok' : state === 'checking' ? 'editor.status.checking' : 'editor.status.none')}
            </span>
          </span>
        )}
        <Differences />
      </div>
    </section>
  );
}

function Problems({ list }: { readonly list: readonly Problem[] }) {
  const t = useWords();
  return (
    <ul className={styles.problems} aria-label={t('editor.problems')}>
      {list.map((problem) => (
        <li key={`${problem.file}:${problem.line}:${problem.column}:${problem.message}`}>
          <button type="button" onClick={() => revealLine(problem.file, problem.line, problem.column)}>
            {problem.severity === 'error' ? (
              <CircleAlert className={styles.error} role="img" aria-label={t('editor.problem.error')} />
            ) : (
              <TriangleAlert className={styles.warning} role="img" aria-label={t('editor.problem.warning')} />
            )}
            <span>{problem.message}</span>
            <small>{t('editor.problem.at', { file: problem.file, line: problem.line, column: problem.column })}</small>
          </button>
          <WhatToDo problem={problem} />
        </li>
      ))}
    </ul>
  );
}

/** What helps, beside the API server's own words, and the button that does it. */
function WhatToDo({ problem }: { readonly problem: Problem }) {
  const language = useStore(spoken, (state) => state.language);
  const text = useStore(files, (state) => state.files.find(({ name }) => name === problem.file)?.text ?? '');
  const advice = useMemo(() => adviceFor(problem, text), [problem, text]);
  if (!advice) return null;
  const fix = (): void => {
    // Undo goes back to the text as it was.
    remember(problem.file, text);
    setText(problem.file, advice.fix?.() ?? text);
    revealLine(problem.file, problem.line);
  };
  return (
    <p className={styles.advice}>
      <span>{adviceText(advice, language)}</span>
      {advice.fix && <Button onClick={fix}>{adviceText({ key: 'advice.fix' }, language)}</Button>}
    </p>
  );
}

/** How many lines differ; the button goes from one to the next. */
function Differences() {
  const t = useWords();
  const { file, differences, isComplete } = useStore(analysis);
  const active = useStore(files, (state) => state.active);
  const [last, setLast] = useState(0);
  if (file !== active) return null;
  if (differences.length === 0)
    return (
      isComplete && (
        <span className={styles.differs} title={t('editor.differs.none.detail')}>
          {t('editor.differs.none')}
        </span>
      )
    );
  const goToNext = (): void => {
    const lines = differences.map(({ line }) => line).toSorted((a, b) => a - b);
    const line = lines.find((one) => one > last) ?? lines[0] ?? 1;
    setLast(line);
    revealLine(file, line);
  };
  return (
    <button type="button" className={styles.differs} title={t('editor.differs.next')} onClick={goToNext}>
      <GitCompare aria-hidden />
      {t('editor.differs', { count: differences.length })}
    </button>
  );
}
