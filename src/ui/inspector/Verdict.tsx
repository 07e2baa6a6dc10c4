import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { askScheduler } from '../../app/actions.ts';
import { nameOf } from '../../app/kinds.ts';
import { playhead } from '../../app/playhead.ts';
import { travel } from '../../app/player.ts';
import { type SchedulingMoment, schedulingOf } from '../../app/scheduling.ts';
import { select, selection } from '../../app/selection.ts';
import { session } from '../../app/session.ts';
import type { Frame } from '../../app/world.ts';
import { verdictWords } from '../../i18n/en.verdict.ts';
import type { SchedulerVerdict } from '../../worker/protocol.ts';
import { Button } from '../parts/Button.tsx';
import { seconds, useWords } from '../words.ts';
import styles from './Verdict.module.css';

/** The playhead has to rest for so long, in ms, before the engine is asked. */
const REST_MS = 250;
/** So many Nodes are shown at first. */
const FEW = 6;

/** What the scheduler thinks of each Node for the Pod in question: which filter refuses it, or what it scores. Asked when it is opened. */
export function Verdict({ frame }: { readonly frame: Frame }) {
  const t = useWords();
  const selected = useStore(selection, (state) => state.selected);
  const playing = useStore(playhead, (state) => state.playing);
  const [wanted, setWanted] = useState<boolean | undefined>(undefined);
  const asked = playing ? undefined : schedulingOf(frame, selected);
  if (!asked) return null;
  const pod = nameOf({ table: 'pods', key: asked.key });
  // Where the place is the question of the moment, the answer stands there; else it is a click away.
  const open = wanted ?? (!('given' in asked) && (asked.bound === undefined || frame.entry?.by === 'default-scheduler'));
  return (
    <details className={styles.verdict} data-testid="verdict" open={open}>
      <summary
        onClick={(event) => {
          event.preventDefault();
          setWanted(!open);
        }}
      >
        {t('verdict.title')}
      </summary>
      {'given' in asked ? <p>{t('verdict.given', { pod, node: asked.given })}</p> : open && <Answer moment={asked} pod={pod} />}
    </details>
  );
}

type Answered = { readonly about: string } & ({ readonly verdict: SchedulerVerdict } | { readonly failure: string });

function Answer({ moment, pod }: { readonly moment: SchedulingMoment; readonly pod: string }) {
  const t = useWords();
  const engine = useStore(session, (state) => state.engine);
  const [answer, setAnswer] = useState<Answered | undefined>(undefined);
  const about = JSON.stringify([moment.key, moment.place, engine]);
  useEffect(() => {
    let stale = false;
    const [key, place] = JSON.parse(about) as [string, SchedulingMoment['place']];
    const timer = setTimeout(() => {
      askScheduler(key, place)
        .then((verdict) => !stale && verdict && setAnswer({ about, verdict }))
        .catch((error: unknown) => !stale && setAnswer({ about, failure: error instanceof Error ? error.message : String(error) }));
    }, REST_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [about]);
  if (answer?.about !== about) return <p className={styles.quiet}>{t('verdict.asking')}</p>;
  if ('failure' in answer) return <p>{t('verdict.failed', { message: answer.failure })}</p>;
  return <Nodes verdict={answer.verdict} moment={moment} pod={pod} />;
}

interface NodesProps {
  readonly verdict: SchedulerVerdict;
  readonly moment: SchedulingMoment;
  readonly pod: string;
}

function Nodes({ verdict, moment: { bound }, pod }: NodesProps) {
  const t = useWords();
  const nodes = verdict.nodes.length;
  const takers = verdict.nodes.flatMap(({ node, score }) => (score ? [{ node, ...score }] : []));
  const rank = (node: string): number => (node === bound?.node ? 1 : 0);
  takers.sort((a, b) => rank(b.node) - rank(a.node) || b.total - a.total);
  const refusals = grouped(verdict);
  const values = { pod, nodes, feasible: takers.length };
  const plugins = [...new Set([...refusals.map(({ plugin }) => plugin), ...takers.flatMap(({ parts }) => parts.map(([plugin]) => plugin))])];
  if (!nodes) return <p>{t('verdict.noNodes')}</p>;
  return (
    <>
      <p>
        {bound
          ? t('verdict.bound', { ...values, node: bound.node, seconds: seconds(bound.atMs) })
          : takers.length
            ? t('verdict.waiting', values)
            : t('verdict.none', values)}
      </p>
      {bound && takers.length === 1 && <p className={styles.quiet}>{t('verdict.one')}</p>}
      {bound && <Button onClick={() => travel(bound.position)}>{t('verdict.at')}</Button>}
      {takers.length > 0 && (
        <Some of={takers} label={t('verdict.takers')}>
          {({ node, total, parts }) => (
            <li key={node} className={styles.taker}>
              <NodeLink name={node} />
              {(node === bound?.node || (!bound && node === verdict.best)) && (
                <span className={styles.mark}>{t(bound ? 'verdict.chosen' : 'verdict.best')}</span>
              )}
              <b className={styles.score}>
                <span className="visually-hidden">{t('verdict.score')} </span>
                {total}
              </b>
              <small>{parts.map(([plugin, score]) => `${plugin} ${score}`).join(' + ')}</small>
            </li>
          )}
        </Some>
      )}
      {refusals.length > 0 && (
        <Some of={refusals} label={t('verdict.refusals')}>
          {({ plugin, reasons, names, resolvable }) => (
            <li key={`${plugin} ${reasons}`} className={styles.refusal}>
              <b>{plugin}</b>
              <span>{reasons}</span>
              {resolvable && <small>{t('verdict.resolvable')}</small>}
              <Names names={names} />
            </li>
          )}
        </Some>
      )}
      {plugins.length > 0 && (
        <details>
          <summary>{t('verdict.asked')}</summary>
          <dl className={styles.plugins}>
            {plugins.map((plugin) => {
              const key = `verdict.plugin.${plugin}` as keyof typeof verdictWords;
              return key in verdictWords ? (
                <div key={plugin}>
                  <dt>{plugin}</dt>
                  <dd>{t(key as 'verdict.plugin.NodeName')}</dd>
                </div>
              ) : null;
            })}
          </dl>
        </details>
      )}
    </>
  );
}

interface RefusalGroup {
  readonly plugin: string;
  readonly reasons: string;
  readonly resolvable: boolean;
  readonly names: string[];
}

/** The refused Nodes, by filter and reason. */
function grouped({ nodes }: SchedulerVerdict): readonly RefusalGroup[] {
  const groups = new Map<string, RefusalGroup>();
  for (const { node, refused } of nodes) {
    if (!refused) continue;
    const reasons = refused.reasons.join(', ');
    const id = `${refused.plugin}\n${reasons}`;
    const group = groups.get(id);
    if (group) group.names.push(node);
    else groups.set(id, { plugin: refused.plugin, reasons, resolvable: refused.resolvable, names: [node] });
  }
  return [...groups.values()];
}

/** A list that shows its beginning until it is asked for the rest. */
function Some<T>({ of, label, children }: { readonly of: readonly T[]; readonly label: string; readonly children: (item: T) => React.ReactNode }) {
  const [all, setAll] = useState(false);
  return (
    <>
      <h4>{label}</h4>
      <ul className={styles.list} aria-label={label}>
        {(all ? of : of.slice(0, FEW)).map(children)}
      </ul>
      <More count={of.length} all={all} onAll={setAll} />
    </>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  const [all, setAll] = useState(false);
  return (
    <span className={styles.names}>
      {(all ? names : names.slice(0, FEW)).map((name) => (
        <NodeLink key={name} name={name} />
      ))}
      <More count={names.length} all={all} onAll={setAll} />
    </span>
  );
}

function More({ count, all, onAll }: { readonly count: number; readonly all: boolean; readonly onAll: (all: boolean) => void }) {
  const t = useWords();
  if (count <= FEW) return null;
  return (
    <button type="button" className={styles.link} onClick={() => onAll(!all)}>
      {all ? t('verdict.less') : t('verdict.more', { count })}
    </button>
  );
}

function NodeLink({ name }: { readonly name: string }) {
  return (
    <button type="button" className={styles.link} onClick={() => select({ table: 'nodes', key: name })}>
      {name}
    </button>
  );
}
