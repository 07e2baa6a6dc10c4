import { type SubmitEvent, useId, useState } from 'react';
import { RULES, type Rule, type Subject, impliedOf, subjectsOf } from '../../app/promise-subjects.ts';
import { PROMISES_MAX, type Promised, addPromise, editPromise, isPromised, promises } from '../../app/promises.ts';
import { currentFrame } from '../../app/world.ts';
import { type Invariant, subjectOf } from '../../kube/invariants.ts';
import { Button } from '../parts/Button.tsx';
import controls from '../parts/controls.module.css';
import { useWords } from '../words.ts';
import { subjectName } from './texts.ts';
import styles from './Promises.module.css';

const COUNT_MAX = 100_000;
const addressOf = ({ table, key }: { readonly table: string; readonly key: string }): string => `${table} ${key}`;

/** The subjects that can be chosen: those of the cluster, and the one that is spoken of already, also where it is not there. */
function choicesOf(rule: Rule, promise: Promised | undefined): readonly Subject[] {
  const { log, world } = currentFrame();
  const found = subjectsOf(rule, [log.head, world]);
  if (!promise || promise.invariant.rule !== rule) return found;
  const own = subjectOf(promise.invariant);
  return found.some((subject) => addressOf(subject) === addressOf(own)) ? found : [{ ...own, min: 1, max: 1 } as unknown as Subject, ...found];
}

const countOf = (invariant: Invariant | undefined): string =>
  invariant?.rule === 'available' ? String(invariant.atLeast) : invariant?.rule === 'pods' ? String(invariant.atMost) : '';

/** Says a promise, or changes one. Numbers begin with what the specification itself implies. */
export function PromiseForm({ promise, onDone }: { readonly promise?: Promised; readonly onDone: () => void }) {
  const t = useWords();
  const id = useId();
  const [rule, setRule] = useState<Rule>(promise?.invariant.rule ?? 'available');
  const [chosen, setChosen] = useState(promise ? addressOf(subjectOf(promise.invariant)) : '');
  const [typed, setTyped] = useState<string | undefined>(promise ? countOf(promise.invariant) : undefined);
  const [fromStart, setFromStart] = useState(promise?.invariant.fromStart ?? false);
  const [tried, setTried] = useState(false);
  const subjects = choicesOf(rule, promise);
  const subject = subjects.find((one) => addressOf(one) === chosen) ?? subjects[0];
  const implied = subject && impliedOf(rule, subject);
  const text = typed ?? countOf(implied);
  const counted = rule === 'available' || rule === 'pods';
  const least = rule === 'available' ? 1 : 0;
  const count = /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  const wrong = counted && !(count >= least && count <= COUNT_MAX);
  const invariant = implied && !wrong ? withCount(implied, count, fromStart) : undefined;
  const known = invariant !== undefined && isPromised(invariant, promise?.id);
  const many = !promise && promises.getState().list.length >= PROMISES_MAX;
  const problem = many
    ? t('promise.problem.many', { n: PROMISES_MAX })
    : wrong
      ? t('promise.problem.number', { least })
      : known
        ? t('promise.problem.known')
        : '';
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (problem || !invariant) {
      event.currentTarget.querySelector<HTMLElement>('input[inputmode]')?.focus();
      return;
    }
    if (promise) editPromise(promise.id, invariant);
    else addPromise(invariant);
    onDone();
  };
  const shown = problem && (tried || known || many) ? problem : '';
  return (
    <form className={styles.form} onSubmit={submit} aria-label={t(promise ? 'promise.edit' : 'promise.add')}>
      <label>
        <span>{t('promise.rule')}</span>
        <select
          className={controls.field}
          value={rule}
          autoFocus
          onChange={(event) => {
            setRule(event.target.value as Rule);
            setTyped(undefined);
          }}
        >
          {RULES.map((one) => (
            <option key={one} value={one}>
              {t(`promise.rule.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t('promise.subject')}</span>
        {subjects.length ? (
          <select
            className={controls.field}
            value={subject ? addressOf(subject) : ''}
            onChange={(event) => {
              setChosen(event.target.value);
              setTyped(undefined);
            }}
          >
            {subjects.map((one) => (
              <option key={addressOf(one)} value={addressOf(one)}>
                {subjectName(one.table, one.key)}
              </option>
            ))}
          </select>
        ) : (
          <em>{t('promise.subject.none')}</em>
        )}
      </label>
      {counted && subject && (
        <label className={styles.count}>
          <span>{t(rule === 'available' ? 'promise.n.available' : 'promise.n.pods')}</span>
          <input
            className={controls.field}
            inputMode="numeric"
            value={text}
            aria-invalid={tried && wrong}
            aria-describedby={`${id}-problem`}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      {rule !== 'pods' && (
        <label className={styles.check}>
          <input type="checkbox" checked={fromStart} onChange={(event) => setFromStart(event.target.checked)} />
          <span>
            {t('promise.fromStart')}
            <small>{t('promise.fromStart.detail')}</small>
          </span>
        </label>
      )}
      <p id={`${id}-problem`} role="alert" className={styles.problem}>
        {shown}
      </p>
      <div className={styles.buttons}>
        <Button look="primary" type="submit" disabled={!subject}>
          {t(promise ? 'promise.save' : 'promise.add.button')}
        </Button>
        <Button onClick={onDone}>{t('promise.cancel')}</Button>
      </div>
    </form>
  );
}

function withCount(invariant: Invariant, count: number, fromStart: boolean): Invariant {
  const begins = fromStart && invariant.rule !== 'pods' ? { fromStart } : {};
  if (invariant.rule === 'available') return { ...invariant, atLeast: count, ...begins };
  return invariant.rule === 'pods' ? { ...invariant, atMost: count } : { ...invariant, ...begins };
}
