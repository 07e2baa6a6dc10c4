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
const STILL_MS = 2_500;
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
  const subject = selected ?? firstWorkload(frame);
  const address = still && subject ? `${subject.table}\n${subject.key}` : '';
  const place = `${frame.branch}/${frame.position}`;
  const [answer, setAnswer] = useState<{ readonly about: string; readonly blockers: readonly Blocker[] } | undefined>(undefined);
  const about = `${place}\n${address}`;
  useEffect(() => {
    if (!address) return undefined;
    let stale = false;
    const [table = '', key = ''] = address.split('\n');
    const timer = setTimeout(() => {
      explain({ table, key })
        .then((blockers) => !stale && setAnswer({ about, blockers }))
        // The engine is being started again, and says so itself; then this is asked anew.
        .catch(() => undefined);
    }, REST_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [address, about, engine]);
  if (!subject || answer?.about !== about || !answer.blockers.length) return null;
  return (
    <section className={styles.section} data-testid="whynot">
      <h3>{t('whynot.title', { name: nameOf(subject) })}</h3>
      {answer.blockers.map((blocker) => (
        <BlockerView key={`${blocker.reason.rule}/${blocker.object.key}`} blocker={blocker} subject={subject} />
      ))}
    </section>
  );
}

function BlockerView({ blocker, subject }: { readonly blocker: Blocker; readonly subject: ObjectRef }) {
  const t = useWords();
  const words = useReasonText();
  const { title, text, maths } = words(blocker.reason);
  const { freed, object } = blocker;
  return (
    <article className={styles.blocker} data-kind={blocker.kind}>
      <h4>{title}</h4>
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
            <b>{words({ rule: freed.remedy.rule, values: {} }).title}.</b> {t('whynot.freed', { seconds: freed.afterSeconds })}
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

/** The first workload of the timeline that exists at this frame. */
function firstWorkload({ log, world }: Frame): ObjectRef | undefined {
  return derivedOf(log).series.workloads.find(({ table, key }) => world.get(table)?.has(key));
}
