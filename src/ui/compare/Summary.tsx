import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { comparison } from '../../app/comparison.ts';
import type { Findings } from '../../app/findings.ts';
import type { RolloutReport } from '../../app/rollout-fold.ts';
import { REQUEST_EVERY_MS } from '../../app/service-load.ts';
import { PROXY_DELAY_MS } from '../../kube/traffic.ts';
import type { Translate } from '../../i18n/words.ts';
import { Choice, Menu } from '../parts/Menu.tsx';
import { actName } from '../timeline/Transport.tsx';
import { seconds, useWords } from '../words.ts';
import styles from './Compare.module.css';

interface SummaryProps {
  readonly found: Findings;
  readonly main: string;
  readonly other: string;
}

/** A row: what each side shows, and a number by which the better one is known; no number where it cannot be told. */
interface Row {
  readonly label: string;
  readonly cells: readonly [Cell, Cell];
  readonly better?: 'less' | 'more';
  /** One line each: the whole is its title. */
  readonly short?: boolean;
}
interface Cell {
  readonly text: string;
  readonly detail?: string;
  readonly value?: number | undefined;
}

/** The figures of both branches: one workload's rollout, from the command that began it. */
export function Summary({ found, main, other }: SummaryProps) {
  const t = useWords();
  const { workload, workloads, busy } = found;
  if (!workload || !found.main || !found.other) return busy ? null : <p className={styles.nothing}>{t('compare.table.none')}</p>;
  const name = `${workload.kind} ${workload.name}`;
  return (
    <div className={styles.summary}>
      {workloads.length > 1 && (
        <Menu
          look="quiet"
          className={styles.menu}
          label={`${t('compare.table.workload')}: ${name}`}
          placement="top-start"
          values={{ workload: workload.key }}
          button={<span className={styles.name}>{name}</span>}
        >
          {workloads.map(({ table, key, kind }) => (
            <Choice
              key={`${table} ${key}`}
              name="workload"
              value={key}
              chosen={table === workload.table && key === workload.key}
              onChoose={() => comparison.setState({ workload: `${table} ${key}` })}
            >
              {kind} {key}
            </Choice>
          ))}
        </Menu>
      )}
      <Figures reports={[found.main, found.other]} names={[main, other]} workload={name} busy={busy} />
    </div>
  );
}

interface FiguresProps {
  readonly reports: readonly [RolloutReport, RolloutReport];
  readonly names: readonly [string, string];
  readonly workload: string;
  readonly busy: boolean;
}

function Figures({ reports, names, workload, busy }: FiguresProps) {
  const t = useWords();
  const rows = rowsOf(reports, workload, t);
  const services = reports.flatMap((report) => report.services);
  const spanMs = Math.max(0, ...services.map(({ sent }) => sent * REQUEST_EVERY_MS));
  const caption = t('compare.table.caption', { every: REQUEST_EVERY_MS, seconds: Math.round(spanMs / 1000), delay: PROXY_DELAY_MS });
  return (
    <table className={styles.table} data-testid="figures">
      <caption>
        {busy && <b>{t('compare.table.sofar')} </b>}
        {services.length ? caption : t('compare.table.noService')}
      </caption>
      <thead>
        <tr>
          <th scope="col">{workload}</th>
          {names.map((name, i) => (
            <th key={i} scope="col" title={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, cells, better, short }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            {cells.map((cell, i) =>
              short ? (
                <td key={i} className={styles.since} title={cell.text}>
                  <small>{cell.detail}</small> {cell.text}
                </td>
              ) : (
                <Value key={i} cell={cell} better={better !== undefined && isBetter(cell, cells[1 - i] as Cell, better)} />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ cell, better }: { readonly cell: Cell; readonly better: boolean }): ReactNode {
  const t = useWords();
  return (
    <td data-better={better}>
      <span>{cell.text}</span>
      {better && (
        <span className={styles.better}>
          <Check aria-hidden size={12} /> {t('compare.table.better')}
        </span>
      )}
      {cell.detail && <small>{cell.detail}</small>}
    </td>
  );
}

function isBetter({ value }: Cell, { value: against }: Cell, better: 'less' | 'more'): boolean {
  if (value === undefined || against === undefined) return false;
  return better === 'less' ? value < against : value > against;
}

type Make = (report: RolloutReport) => Cell;

function rowsOf([main, other]: FiguresProps['reports'], name: string, t: Translate): readonly Row[] {
  const at = (atMs: number): string => t('compare.table.at', { seconds: seconds(atMs) });
  const row = (label: string, better: Row['better'], make: Make): Row => {
    const cell = (report: RolloutReport): Cell => (report.act ? make(report) : { text: '–' });
    return { label, cells: [cell(main), cell(other)], ...(better ? { better } : {}) };
  };
  const since: Make = ({ act }) => (act ? { text: actName(act, t), detail: at(act.at) } : { text: t('compare.table.absent', { workload: name }) });
  const services = new Map([...main.services, ...other.services].map(({ key, name: service }) => [key, service]));
  return [
    { label: t('compare.table.since'), cells: [since(main), since(other)], short: true },
    row(t('compare.table.took'), 'less', ({ tookMs }) =>
      tookMs === undefined
        ? { text: t('compare.table.unfinished'), value: Number.POSITIVE_INFINITY }
        : { text: t('compare.table.took.value', { seconds: seconds(tookMs) }), value: tookMs },
    ),
    row(t('compare.table.lowest'), 'more', ({ lowest, desired }) => ({
      text: t('compare.table.lowest.value', { count: lowest.count, desired }),
      detail: at(lowest.atMs),
      value: lowest.count,
    })),
    row(t('compare.table.most'), 'less', ({ most }) => ({ text: String(most.count), detail: at(most.atMs), value: most.count })),
    row(t('compare.table.mostAll'), 'less', ({ mostWithTerminating: { count, atMs } }) => ({ text: String(count), detail: at(atMs), value: count })),
    ...[...services].map(([key, service]) =>
      row(t('compare.table.failed', { service }), 'less', (report) => {
        const load = report.services.find((one) => one.key === key);
        return load ? { text: t('compare.table.failed.value', { refused: load.refused, sent: load.sent }), value: load.refused } : { text: '–' };
      }),
    ),
  ];
}
