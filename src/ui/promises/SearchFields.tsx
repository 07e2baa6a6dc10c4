import { useId } from 'react';
import { SEARCH_LIMITS } from '../../worker/protocol.ts';
import controls from '../parts/controls.module.css';
import { useWords } from '../words.ts';
import { type Problem, type Problems, type Span as Typed, UNTIL_MAX_S } from './search-form.ts';
import styles from './Promises.module.css';

interface CountProps {
  readonly name: keyof typeof MOST;
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
  readonly problems: Problems;
  readonly onType: (value: string) => void;
}

const MOST = {
  seeds: SEARCH_LIMITS.seeds,
  until: UNTIL_MAX_S,
  runs: SEARCH_LIMITS.runs,
  atMost: SEARCH_LIMITS.nodesAtOnce,
  load: SEARCH_LIMITS.loadPercent,
} as const;

/** A whole number. */
export function Count({ name, value, label, detail, problems, onType }: CountProps) {
  const t = useWords();
  const id = useId();
  const problem = problems.get(name);
  const words = problem
    ? t(problem === 'until' || problem === 'percent' ? `search.problem.${problem}` : 'search.problem.count', { most: MOST[name] })
    : (detail ?? '');
  return (
    <div className={styles.number}>
      <label>
        <span>{label}</span>
        <input
          className={controls.field}
          inputMode="numeric"
          value={value}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-words`}
          onChange={(event) => onType(event.target.value)}
        />
      </label>
      <small id={`${id}-words`} className={problem ? styles.problem : undefined}>
        {words}
      </small>
    </div>
  );
}

interface SpanProps {
  readonly label: string;
  /** What the two fields are called. */
  readonly names: readonly [min: string, max: string];
  readonly span: Typed;
  readonly problem: Problem | undefined;
  readonly onType: (span: Typed) => void;
}

/** From so many seconds to so many. */
export function Span({ label, names, span: [min, max], problem, onType }: SpanProps) {
  const t = useWords();
  const id = useId();
  const field = { className: controls.field, inputMode: 'numeric', 'aria-invalid': problem !== undefined, 'aria-describedby': id } as const;
  const words = problem === 'order' || problem === 'least' ? (`search.problem.${problem}` as const) : 'search.problem.seconds';
  return (
    <fieldset className={styles.range}>
      <legend>{label}</legend>
      <div>
        <input {...field} aria-label={names[0]} value={min} onChange={(event) => onType([event.target.value, max])} />
        <span>{t('search.to')}</span>
        <input {...field} aria-label={names[1]} value={max} onChange={(event) => onType([min, event.target.value])} />
      </div>
      <small id={id} className={styles.problem}>
        {problem && t(words, { most: SEARCH_LIMITS.seconds })}
      </small>
    </fieldset>
  );
}
