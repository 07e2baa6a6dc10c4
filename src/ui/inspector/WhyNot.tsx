import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { actAndPlay, explain, manifestFiles } from '../../app/actions.ts';
import { derivedOf } from '../../app/derived.ts';
import { instantOf } from '../../app/instants.ts';
import { nameOf } from '../../app/kinds.ts';
import { playhead } from '../../app/playhead.ts';
import { type ObjectRef, sameRef, select, selection } from '../../app/selection.ts';
import { session } from '../../app/session.ts';
import type { Frame } from '../../app/world.ts';
import type { Blocker } from '../../worker/protocol.ts';
import { Button } from '../parts/Button.tsx';
import { reporting } from '../report.ts';
import { useWords } from '../words.ts';
import { useReasonText } from './reasons.ts';
import styles from './Inspector.module.css';

/** Where nothing happens for so long, in virtual ms, the reader wonders why. */
const STILL_MS = 400;
/** The playhead has to rest for so long, in ms, before the engine is asked: it tries remedies, which takes it a moment. */
const REST_MS = 350;

const doAll = reporting(async (commands: readonly string[]) => {
  for (const line of commands) await actAndPlay({ do: 'kubectl', line, files: manifestFiles() });
});

/** What the selected object, or else the first workload that is not done, stands still for, and the smallest change that frees it. */
export function WhyNot({ frame }: { readonly frame: Frame }) {
  const t = useWords();
  const selected = useStore(selection, (state) => state.selected);
  const playing = useStore(playhead, (state) => state.playing);
  const engine = useStore(session, (state) => state.engine);
  const { end, nextMs, atMs } = instantOf(frame.log, frame.position);
  const still = !playing && frame.position > 0 && frame.position === end && (nextMs === undefined || nextMs - atMs > STILL_MS);
  const address = still ? subjectsOf(frame, selected) : '';
  const place = `${frame.branch}/${frame.position}`;
  const [answer, setAnswer] = useState<Answer | undefined>(undefined);
  const about = `${place}\n${address}`;
  useEffect(() => {
    if (!address) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      firstThatWaits(address, () => stale)
        .then((found) => !stale && setAnswer({ about, ...found }))
        // The engine is being started again, and says so itself; then this is asked anew.
        .catch(() => undefined);
    }, REST_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [address, about, engine]);
  if (answer?.about !== about || !answer.subject || !answer.blockers.length) return null;
  const { subject } = answer;
  return (
    <section className={styles.section} data-testid="whynot">
      <h3>{t('whynot.title', { name: nameOf(subject) })}</h3>
      {answer.blockers.map((blocker) => (
        <BlockerView key={`${blocker.reason.rule}/${blocker.object.key}`} blocker={blocker} subject={subject} />
      ))}
    </section>
  );
}

interface Answer {
  readonly about: string;
  readonly subject?: ObjectRef;
  readonly blockers: readonly Blocker[];
}

/** Where nothing is selected, so many workloads are asked about. */
const WORKLOADS_MAX = 6;

/** Whom to ask about: the selected object, or else every workload of this frame; a line each. */
function subjectsOf({ log, world }: Frame, selected: ObjectRef | undefined): string {
  const refs = selected
    ? [selected]
    : derivedOf(log)
        .series.workloads.filter(({ table, key }) => world.get(table)?.has(key))
        .slice(0, WORKLOADS_MAX);
  return [selected ? 'selected' : 'any', ...refs.map(({ table, key }) => `${table} ${key}`)].join('\n');
}

/** The first of these objects that waits for something, and what for. What is only good to know is left out of what nobody selected. */
async function firstThatWaits(address: string, stale: () => boolean): Promise<Omit<Answer, 'about'>> {
  const [how, ...lines] = address.split('\n');
  for (const line of lines) {
    const space = line.indexOf(' ');
    const subject = { table: line.slice(0, space), key: line.slice(space + 1) };
    const blockers = await explain(subject);
    if (stale()) break;
    if (how === 'selected' || blockers.some((blocker) => !blocker.aside)) return { subject, blockers };
  }
  return { blockers: [] };
}

function BlockerView({ blocker, subject }: { readonly blocker: Blocker; readonly subject: ObjectRef }) {
  const t = useWords();
  const words = useReasonText();
  const { title, text, maths } = words(blocker.reason);
  const { freed, object } = blocker;
  return (
    <article className={styles.blocker} data-kind={blocker.kind}>
      <h4>{title}</h4>
      <p className={styles.badge}>{t(blocker.aside ? 'why.what.known' : blocker.kind === 'waiting' ? 'why.what.waits' : 'why.what.blocks')}</p>
      {text && <p>{text}</p>}
      {maths && (
        <div className={styles.maths}>
          {maths.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
      {freed && (
        <div className={styles.remedy}>
          <p>
            <b>{t('whynot.remedy', { what: words({ rule: freed.remedy.rule, values: {} }).title })}</b> {t('whynot.freed', { seconds: freed.afterSeconds })}
          </p>
          {freed.remedy.commands.map((command) => (
            <code key={command}>{command}</code>
          ))}
        </div>
      )}
      <div className={styles.buttons}>
        {freed && (
          <Button look="primary" onClick={() => doAll(freed.remedy.commands)}>
            {t('whynot.try')}
          </Button>
        )}
        {!sameRef(object, subject) && <Button onClick={() => select(object)}>{t('whynot.select', { name: nameOf(object) })}</Button>}
      </div>
    </article>
  );
}
