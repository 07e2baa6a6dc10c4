import { Plus, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { servicesAt } from '../../app/conditions.ts';
import { type LoadRow, type Measure, type ShapeName, newRow, problemsOf, reshape } from '../../app/load-rows.ts';
import { currentFrame } from '../../app/world.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import controls from '../parts/controls.module.css';
import { type Translate, type WordKey } from '../../i18n/words.ts';
import { useWords } from '../words.ts';
import { Curve } from './Curve.tsx';
import { drafts, rowsNow, typeLoad } from './drafts.ts';
import styles from './Conditions.module.css';

const MEASURES: readonly Measure[] = ['cpu', 'memory', 'pods', 'external', 'object'];
const SHAPES: readonly ShapeName[] = ['constant', 'ramp', 'wave', 'spike', 'points'];
/** The fields of each shape; those of `TIMES` are seconds. */
const FIELDS = {
  constant: ['value'],
  ramp: ['from', 'to', 'start', 'end'],
  wave: ['low', 'high', 'period', 'start'],
  spike: ['base', 'peak', 'start', 'end'],
  points: [],
} as const satisfies Record<ShapeName, readonly string[]>;
const TIMES: readonly string[] = ['start', 'end', 'period'];

const nowSeconds = (): number => Math.round(currentFrame().atMs / 1000);

/** How a row is called: what it is, and of whom. */
function nameOf({ measure, target, metric, kind, name }: LoadRow, t: Translate): string {
  if (measure === 'cpu' || measure === 'memory') return `${t(`load.measure.${measure}`)} ${target}`.trim();
  return measure === 'object' ? `${metric} ${kind}/${name}` : metric || t(`load.measure.${measure}`);
}

interface Removed {
  readonly at: number;
  readonly row: LoadRow;
}

/** The load: whose, what, and how it goes over time. */
export function LoadForm() {
  const t = useWords();
  useStore(drafts, (state) => state.rows);
  const [removed, setRemoved] = useState<Removed>();
  const rows = rowsNow();
  const change = (at: number, row: LoadRow): void => typeLoad(rows.map((other, i) => (i === at ? row : other)));
  const remove = (at: number): void => {
    setRemoved({ at, row: rows[at] as LoadRow });
    typeLoad(rows.filter((_, i) => i !== at));
  };
  const takeBack = ({ at, row }: Removed): void => {
    typeLoad([...rows.slice(0, at), row, ...rows.slice(at)]);
    setRemoved(undefined);
  };
  return (
    <>
      <p className={styles.about}>{t('load.about')}</p>
      {rows.length === 0 && <p className={styles.empty}>{t('load.empty')}</p>}
      <ol className={styles.loads}>
        {rows.map((row, i) => (
          <li key={i} className={styles.load} aria-label={t('load.row', { n: i + 1, name: nameOf(row, t) })}>
            <LoadLine row={row} name={nameOf(row, t)} onChange={(next) => change(i, next)} onRemove={() => remove(i)} />
          </li>
        ))}
      </ol>
      <p role="status" className={styles.removed}>
        {removed && (
          <>
            {t('load.removed', { name: nameOf(removed.row, t) })} <Button onClick={() => takeBack(removed)}>{t('load.removed.undo')}</Button>
          </>
        )}
      </p>
      <Button onClick={() => typeLoad([...rows, newRow('cpu', nowSeconds(), servicesAt(currentFrame().world))])}>
        <Plus aria-hidden />
        {t('load.add')}
      </Button>
    </>
  );
}

interface LineProps {
  readonly row: LoadRow;
  readonly name: string;
  readonly onChange: (row: LoadRow) => void;
  readonly onRemove: () => void;
}

function LoadLine({ row, name, onChange, onRemove }: LineProps) {
  const t = useWords();
  const list = useId();
  const services = servicesAt(currentFrame().world);
  const problems = new Map(problemsOf(row).map(({ field, problem }) => [field, t(`load.problem.${problem}`)]));
  const ofPods = row.measure === 'cpu' || row.measure === 'memory';
  const remeasure = (measure: Measure): void => {
    const fresh = newRow(measure, nowSeconds(), services);
    // An amount of CPU says nothing about memory, nor either about a metric; whose it is stays.
    onChange({
      ...fresh,
      target: row.target || fresh.target,
      byService: row.target ? row.byService : fresh.byService,
      metric: row.metric,
      kind: row.kind,
      name: row.name,
    });
  };
  return (
    <>
      <div className={styles.fields}>
        <Select label={t('load.measure')} value={row.measure} options={MEASURES.map((one) => [one, t(`load.measure.${one}`)])} onChange={remeasure} />
        {ofPods ? (
          <>
            <Select
              label={t('load.by')}
              value={row.byService ? 'service' : 'selector'}
              options={[
                ['service', t('load.by.service')],
                ['selector', t('load.by.selector')],
              ]}
              onChange={(by) => onChange({ ...row, byService: by === 'service', target: by === 'service' ? (services[0] ?? '') : '' })}
            />
            <Text
              label={t(row.byService ? 'load.target.service' : 'load.target.selector')}
              value={row.target}
              problem={problems.get('target')}
              list={row.byService ? list : undefined}
              onChange={(target) => onChange({ ...row, target })}
            />
            <datalist id={list}>
              {services.map((service) => (
                <option key={service} value={service}>
                  {service}
                </option>
              ))}
            </datalist>
            <Select
              label={t('load.share')}
              value={row.perPod ? 'each' : 'shared'}
              options={[
                ['shared', t('load.share.shared')],
                ['each', t('load.share.each')],
              ]}
              onChange={(share) => onChange({ ...row, perPod: share === 'each' })}
            />
          </>
        ) : (
          <>
            <Text label={t('load.metric')} value={row.metric} problem={problems.get('metric')} onChange={(metric) => onChange({ ...row, metric })} />
            {row.measure === 'object' && (
              <>
                <Text label={t('load.kind')} value={row.kind} problem={undefined} onChange={(kind) => onChange({ ...row, kind })} />
                <Text label={t('load.name')} value={row.name} problem={problems.get('name')} onChange={(object) => onChange({ ...row, name: object })} />
              </>
            )}
          </>
        )}
        <IconButton className={styles.remove} label={t('load.remove')} onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      </div>
      <div className={styles.fields}>
        <Select
          label={t('load.shape')}
          value={row.shape.shape}
          options={SHAPES.map((one) => [one, t(`load.shape.${one}`)])}
          onChange={(to) => onChange({ ...row, shape: reshape(row.shape, to, nowSeconds(), row.measure) })}
        />
        <ShapeFields row={row} problems={problems} onChange={onChange} />
      </div>
      <Curve row={row} name={name} nowS={nowSeconds()} onChange={(shape) => onChange({ ...row, shape })} />
    </>
  );
}

function ShapeFields({ row, problems, onChange }: Pick<LineProps, 'row' | 'onChange'> & { readonly problems: ReadonlyMap<string, string> }) {
  const t = useWords();
  const values = row.shape as unknown as Readonly<Record<string, string | number | undefined>>;
  const fields: readonly string[] = FIELDS[row.shape.shape];
  const set = (field: string, text: string): void => {
    const value = TIMES.includes(field) ? Number(text.replace(/[^\d.]/g, '')) : text;
    onChange({ ...row, shape: { ...row.shape, [field]: value } as LoadRow['shape'] });
  };
  return fields.map((field) => (
    <Text
      key={field}
      label={t(`load.${field}` as Extract<WordKey, 'load.value'>)}
      value={String(values[field] ?? (field === 'start' ? 0 : ''))}
      problem={problems.get(field)}
      numeric={TIMES.includes(field)}
      onChange={(text) => set(field, text)}
    />
  ));
}

function Select<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}) {
  return (
    <label className={styles.select}>
      <span>{label}</span>
      <select className={controls.field} value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly numeric?: boolean;
  readonly list?: string | undefined;
  readonly onChange: (value: string) => void;
}

function Text({ label, value, problem, numeric = false, list, onChange }: TextProps) {
  const id = useId();
  return (
    <label className={numeric ? styles.seconds : styles.text}>
      <span>{label}</span>
      <input
        className={controls.field}
        value={value}
        list={list}
        inputMode={numeric ? 'numeric' : 'text'}
        spellCheck={false}
        autoCapitalize="none"
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? id : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem && (
        <span id={id} className={styles.problem}>
          {problem}
        </span>
      )}
    </label>
  );
}
