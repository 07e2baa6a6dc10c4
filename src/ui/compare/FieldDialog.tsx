import { type FormEvent, useId, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { parse } from 'yaml';
import { compareWithField, verdictOn } from '../../app/compare-field.ts';
import {
  type Applied,
  type Field,
  type FieldPath,
  NoSuchPlace,
  TABLE_OF,
  alsoChanges,
  appliedWorkloads,
  fieldsOf,
  pathText,
  readPath,
  valueAt,
} from '../../app/manifest-fields.ts';
import type { ObjectRef } from '../../app/selection.ts';
import { currentBranch } from '../../app/session.ts';
import { currentFrame } from '../../app/world.ts';
import type { Translate } from '../../i18n/words.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { FormFoot } from '../parts/Form.tsx';
import controls from '../parts/controls.module.css';
import { reporting } from '../report.ts';
import { dialogs, showDialog } from '../shell.ts';
import { useWords } from '../words.ts';
import { fieldTarget } from './open.ts';
import styles from './Field.module.css';

/** One field of a workload's manifest, given another value on a branch of its own, which is then compared with this one. */
export function FieldDialog() {
  const t = useWords();
  const open = useStore(dialogs, (state) => state.open === 'field');
  return (
    <Dialog title={t('field.title')} open={open} onClose={() => showDialog(undefined)} wide>
      <Workloads />
    </Dialog>
  );
}

const keyOf = ({ ref }: Applied): ObjectRef => ({ table: TABLE_OF[ref.kind] ?? '', key: `${ref.namespace ?? 'default'}/${ref.name}` });
const same = (a: ObjectRef, b: ObjectRef | undefined): boolean => a.table === b?.table && a.key === b.key;

function Workloads() {
  const t = useWords();
  const { tape } = currentBranch();
  const applied = useMemo(() => appliedWorkloads(tape), [tape]);
  const target = useStore(fieldTarget, (state) => state.ref);
  const [chosen, setChosen] = useState(() =>
    Math.max(
      0,
      applied.findIndex((one) => same(keyOf(one), target)),
    ),
  );
  const workload = applied[chosen];
  if (!workload) return <p className={styles.about}>{t('field.none')}</p>;
  return (
    <>
      <p className={styles.about}>{t('field.about')}</p>
      {applied.length > 1 && (
        <label className={styles.workload}>
          <span>{t('field.workload')}</span>
          <select className={controls.field} value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
            {applied.map(({ ref }, i) => (
              <option key={`${ref.kind} ${ref.namespace} ${ref.name}`} value={i}>
                {ref.kind} {ref.namespace ? `${ref.namespace}/` : ''}
                {ref.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <FieldForm key={chosen} applied={workload} />
    </>
  );
}

/** What a person put in: a field's index, or `own` with a path; the text of each value stays when another field is chosen. */
interface Draft {
  readonly chosen: number | 'own';
  readonly path: string;
  readonly texts: Readonly<Record<string, string>>;
}
type Trouble = { readonly at: 'value' | 'path'; readonly messages: readonly string[] } | undefined;

function FieldForm({ applied }: { readonly applied: Applied }) {
  const t = useWords();
  const fields = useMemo(() => fieldsOf(applied.ref, applied.manifest), [applied]);
  const live = useMemo(() => {
    const { table, key } = keyOf(applied);
    return currentFrame().world.get(table)?.get(key);
  }, [applied]);
  const [draft, setDraft] = useState<Draft>({ chosen: 0, path: '', texts: {} });
  const [trouble, setTrouble] = useState<Trouble>(undefined);
  const [checking, setChecking] = useState(false);
  const { chosen } = draft;
  const field = chosen === 'own' ? undefined : fields[chosen];
  const path = field?.path ?? readPath(draft.path) ?? [];
  const text = draft.texts[String(chosen)] ?? textOf(valueAt(applied.manifest, path));
  const change = (next: Partial<Draft>): void => {
    setDraft({ ...draft, ...next });
    setTrouble(undefined);
  };
  const start = reporting(async (): Promise<void> => {
    const read = readDraft(applied, chosen === 'own' ? draft.path : undefined, path, text, t);
    if ('trouble' in read) {
      setTrouble(read.trouble);
      return;
    }
    setChecking(true);
    try {
      const refused = await verdictOn(applied, path, read.value);
      if (refused.length) {
        setTrouble({ at: 'value', messages: refused.map(({ message }) => message) });
        return;
      }
      await compareWithField(applied, path, read.value, branchName(applied, path, read.value, t));
      showDialog(undefined);
    } catch (error) {
      if (!(error instanceof NoSuchPlace)) throw error;
      setTrouble({ at: chosen === 'own' ? 'path' : 'value', messages: [t('field.path.missing', { path: error.message })] });
    } finally {
      setChecking(false);
    }
  });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!checking) start();
  };
  const also = alsoChanges(applied.ref, path, readValue(text), applied.manifest);
  const value = (
    <ValueField
      path={path}
      options={field?.options}
      text={text}
      also={also && t(`field.also.${also}`)}
      trouble={trouble?.at === 'value' ? trouble.messages : []}
      onText={(next) => change({ texts: { ...draft.texts, [String(chosen)]: next } })}
    />
  );
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <fieldset className={styles.fields}>
        <legend className="visually-hidden">{t('field.title')}</legend>
        {fields.map((one, i) => (
          <div key={pathText(one.path)} className={styles.field} data-chosen={i === chosen}>
            <label>
              <input type="radio" name="field" checked={i === chosen} onChange={() => change({ chosen: i })} />
              <span className={styles.what}>
                <code>{nameOf(one.path)}</code>
                <small>{t(`field.field.${one.id}`, { container: one.container ?? '' })}</small>
              </span>
              <span className={styles.now}>{nowOf(one, applied, live, t)}</span>
            </label>
            {i === chosen && value}
          </div>
        ))}
        <div className={styles.field} data-chosen={chosen === 'own'}>
          <label>
            <input type="radio" name="field" checked={chosen === 'own'} onChange={() => change({ chosen: 'own' })} />
            <span className={styles.what}>{t('field.own')}</span>
          </label>
          {chosen === 'own' && (
            <>
              <PathField path={draft.path} trouble={trouble?.at === 'path' ? trouble.messages : []} onPath={(next) => change({ path: next })} />
              {path.length > 0 && value}
            </>
          )}
        </div>
      </fieldset>
      <FormFoot className={styles.foot}>
        <p role="status">{checking ? t('field.checking') : ''}</p>
        <Button onClick={() => showDialog(undefined)}>{t('field.cancel')}</Button>
        <Button look="primary" type="submit" aria-disabled={checking}>
          {t('field.start')}
        </Button>
      </FormFoot>
    </form>
  );
}

interface ValueFieldProps {
  readonly path: FieldPath;
  readonly options: readonly string[] | undefined;
  readonly text: string;
  readonly also: string | undefined;
  readonly trouble: readonly string[];
  readonly onText: (text: string) => void;
}

function ValueField({ path, options, text, also, trouble, onText }: ValueFieldProps) {
  const t = useWords();
  const id = useId();
  const common = {
    className: controls.field,
    value: text,
    'aria-label': t('field.value.of', { field: nameOf(path) }),
    'aria-invalid': trouble.length > 0,
    'aria-describedby': id,
  };
  return (
    <div className={styles.value}>
      {options ? (
        <select {...common} onChange={(event) => onText(event.target.value)}>
          {!options.includes(text) && <option value={text}>{text}</option>}
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : (
        <input {...common} autoComplete="off" spellCheck={false} onChange={(event) => onText(event.target.value)} />
      )}
      <Told id={id} trouble={trouble} hint={also ?? (options ? '' : t('field.value.empty'))} />
    </div>
  );
}

function PathField({ path, trouble, onPath }: { readonly path: string; readonly trouble: readonly string[]; readonly onPath: (path: string) => void }) {
  const t = useWords();
  const id = useId();
  return (
    <div className={styles.value}>
      <input
        className={controls.field}
        value={path}
        aria-label={t('field.path')}
        aria-invalid={trouble.length > 0}
        aria-describedby={id}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onPath(event.target.value)}
      />
      <Told id={id} trouble={trouble} hint={t('field.path.hint')} />
    </div>
  );
}

function Told({ id, trouble, hint }: { readonly id: string; readonly trouble: readonly string[]; readonly hint: string }) {
  return (
    <div id={id} className={styles.told}>
      {trouble.length ? (
        <div role="alert">
          {trouble.map((message) => (
            <p key={message} className={styles.trouble}>
              {message}
            </p>
          ))}
        </div>
      ) : (
        <p>{hint}</p>
      )}
    </div>
  );
}

const textOf = (value: unknown): string => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));

/** A text as YAML reads it; nothing where it is empty or no YAML. */
function readValue(text: string): unknown {
  if (!text.trim()) return undefined;
  try {
    return parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `maxSurge`; of a list's item the name before it as well. */
const nameOf = (path: FieldPath): string => {
  const last = path.at(-1) ?? '';
  if (last === 'seconds') return pathText(path.slice(-3));
  return typeof last === 'number' || SAYS_LITTLE.has(last) ? pathText(path.slice(-2)) : last;
};
const SAYS_LITTLE = new Set(['type', 'initialDelaySeconds', 'periodSeconds', 'name', 'value', 'cpu', 'memory']);

/** What the manifest says, or what holds because it says nothing. */
function nowOf({ path }: Field, { manifest }: Applied, live: unknown, t: Translate): string {
  const value = valueAt(manifest, path);
  if (value !== undefined) return textOf(value);
  const held = valueAt(live, path);
  return held === undefined ? t('field.unset') : t('field.default', { value: textOf(held) });
}

/** What a draft comes to, or what is wrong with it before anybody is asked. */
function readDraft(
  { manifest }: Applied,
  ownPath: string | undefined,
  path: FieldPath,
  text: string,
  t: Translate,
): { readonly value: unknown } | { readonly trouble: NonNullable<Trouble> } {
  const wrong = (at: 'value' | 'path', message: string) => ({ trouble: { at, messages: [message] } });
  if (ownPath !== undefined && !path.length) return wrong('path', t('field.path.wrong'));
  if (/^(?:kind|apiVersion|metadata|metadata\.(?:name|namespace)|spec)$/.test(pathText(path))) return wrong('path', t('field.path.identity'));
  let value: unknown;
  try {
    value = text.trim() ? (parse(text) as unknown) : undefined;
  } catch (error) {
    return wrong('value', t('field.value.yaml', { reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }));
  }
  if (JSON.stringify(value) === JSON.stringify(valueAt(manifest, path))) return wrong('value', t('field.value.same'));
  return { value };
}

function branchName({ manifest }: Applied, path: FieldPath, value: unknown, t: Translate): string {
  const field = nameOf(path);
  const from = valueAt(manifest, path);
  if (value === undefined) return t('field.branch.unset', { field });
  return t('field.branch', { field, from: from === undefined ? t('field.unset') : textOf(from), to: textOf(value) }).slice(0, 80);
}
