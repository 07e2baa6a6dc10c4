import { ArrowUpRight } from 'lucide-react';
import { Fragment } from 'react';
import { countsOf } from '../../app/counts.ts';
import { causesOf, isCommand } from '../../app/landmarks.ts';
import { instantOf } from '../../app/instants.ts';
import { isShown, kindOf, nameOf } from '../../app/kinds.ts';
import { travel } from '../../app/player.ts';
import { select } from '../../app/selection.ts';
import { currentBranch, session } from '../../app/session.ts';
import { type Frame, useWorld } from '../../app/world.ts';
import { useStore } from 'zustand';
import { modelOf } from '../../i18n/reasons.models.ts';
import type { Change, Entry, Reason } from '../../timeline/types.ts';
import type { CommandOutput } from '../../worker/protocol.ts';
import { actName } from '../timeline/Transport.tsx';
import { seconds, useWords } from '../words.ts';
import { Verdict } from './Verdict.tsx';
import { WhyNot } from './WhyNot.tsx';
import { useReasonText, useReasonTitle } from './reasons.ts';
import styles from './Inspector.module.css';

const CHAIN_MAX = 8;
const CHANGES_MAX = 8;

/** For the frame on screen: who decided, what, with which numbers, because of what, and what has to happen next. */
export function WhyTab() {
  const t = useWords();
  const frame = useWorld();
  const { entry } = frame;
  const nothing = useWroteNothing(entry);
  return (
    <div className={styles.pad} data-testid="why">
      {entry ? (
        <>
          <Meta entry={entry} />
          {[entry.reason, ...(entry.also ?? [])].map((reason, i) => (
            <Decision key={`${entry.seq}/${i}`} reason={reason} instead={i === 0 ? nothing : undefined} />
          ))}
        </>
      ) : (
        <>
          <h2 className={styles.title}>{t('why.start')}</h2>
          <p className={styles.text}>{t('why.start.text')}</p>
        </>
      )}
      <Next frame={frame} />
      <WhyNot frame={frame} />
      <Verdict frame={frame} />
      {entry && <Causes frame={frame} entry={entry} />}
      {entry && <Changes changes={entry.changes} />}
    </div>
  );
}

/** Of a command that wrote nothing: that it did not, and why, where it was refused. */
function useWroteNothing(entry: Entry | undefined): string | undefined {
  const t = useWords();
  const output = useStore(session, (state) => (entry && isTyped(entry) ? outputAt(currentBranch(state).outputs, entry.seq) : undefined));
  if (!entry || !isTyped(entry) || entry.changes.some(({ table }) => isShown(table))) return undefined;
  const message = output?.pieces.map(({ stderr }) => stderr.trim()).join(' ') ?? '';
  return output?.code && message ? t('why.refused', { message }) : t('why.wroteNothing');
}

/** Outputs may come in any order: those that have not come yet are holes. */
const outputAt = (outputs: readonly (CommandOutput | undefined)[], seq: number): CommandOutput | undefined => outputs.find((output) => output?.seq === seq);

const isTyped = ({ reason }: Entry): boolean => reason.rule === 'kubectl/command';

/** Which frame, when, and who: always of two lines, so that what stands below does not move from frame to frame. */
function Meta({ entry }: { readonly entry: Entry }) {
  const t = useWords();
  const text = t('why.frame', { position: entry.seq, seconds: seconds(entry.at), actor: entry.by });
  const at = text.lastIndexOf(' · ');
  return (
    <p className={styles.meta}>
      {text.slice(0, at)} <span className={styles.actor}>{text.slice(at + ' · '.length)}</span>
    </p>
  );
}

/** A line that is broken between what its dots separate, and not within a name that has hyphens. */
function Pieces({ text }: { readonly text: string }) {
  return text.split(/(?<= ·) /).map((piece, i) => (
    <Fragment key={piece}>
      {i > 0 && ' '}
      <span className={styles.piece}>{piece}</span>
    </Fragment>
  ));
}

/** `instead`: what is said in the place of the reason's own text. */
function Decision({ reason, instead }: { readonly reason: Reason; readonly instead: string | undefined }) {
  const t = useWords();
  const text = useReasonText()(reason);
  const model = modelOf(reason.rule);
  return (
    <article className={styles.reason}>
      <h2 className={styles.title}>{text.title}</h2>
      {(instead ?? text.text) && <p className={styles.text}>{instead ?? text.text}</p>}
      {text.maths && (
        <div className={styles.maths}>
          {text.maths.map((line) => (
            <Equation key={line} line={line} />
          ))}
        </div>
      )}
      {model && (
        <a className={styles.link} href={model.url} target="_blank" rel="noreferrer" title={t('why.models')}>
          {model.symbol} <ArrowUpRight aria-hidden size={13} />
        </a>
      )}
    </article>
  );
}

/** An equation whose outcome stands out. */
function Equation({ line }: { readonly line: string }) {
  const at = line.lastIndexOf(' = ');
  return at < 0 ? (
    <p>{line}</p>
  ) : (
    <p>
      {line.slice(0, at + 3)}
      <b>{line.slice(at + 3)}</b>
    </p>
  );
}

function Changes({ changes }: { readonly changes: readonly Change[] }) {
  const t = useWords();
  const shown = changes.filter(({ table }) => isShown(table) && table !== 'events');
  if (!shown.length) return null;
  return (
    <section className={styles.section}>
      <h3>{t('why.changed')}</h3>
      <ul className={styles.changes}>
        {shown.slice(0, CHANGES_MAX).map(({ table, key, before, after }, i) => (
          <li key={`${table}/${key}/${i}`}>
            <button type="button" onClick={() => select({ table, key })}>
              <span className={styles.name}>
                {kindOf(table)} {nameOf({ table, key })}
              </span>
              <span className={styles.how}>
                {before === undefined ? t('why.changed.created') : after === undefined ? t('why.changed.deleted') : t('why.changed.changed')}
              </span>
            </button>
            <Counts change={{ before, after }} />
          </li>
        ))}
      </ul>
      {shown.length > CHANGES_MAX && <p className={styles.more}>{t('why.changed.more', { n: shown.length - CHANGES_MAX })}</p>}
    </section>
  );
}

/** What was counted anew: of a decision that only wrote down a status, these are the numbers. */
function Counts({ change }: { readonly change: Pick<Change, 'before' | 'after'> }) {
  const t = useWords();
  const counts = countsOf(change);
  if (!counts.length) return null;
  return (
    <p className={styles.counts}>
      {counts.map(({ name, before, after }) => (
        <span key={name}>{t('why.count', { name, before: before ?? 0, after: after ?? 0 })}</span>
      ))}
    </p>
  );
}

/** From this frame back to the command that was typed: each step is a link. A long chain loses its middle. */
function Causes({ frame, entry }: { readonly frame: Frame; readonly entry: Entry }) {
  const t = useWords();
  const titleOf = useReasonTitle();
  const chain = causesOf(frame.log, entry.seq);
  if (!chain.length) {
    return (
      <section className={styles.section}>
        <h3>{t('why.cause')}</h3>
        <p>{isCommand(entry) || entry.at === 0 ? t('why.cause.root') : t('why.cause.timer')}</p>
      </section>
    );
  }
  const left = chain.length > CHAIN_MAX ? [...chain.slice(0, CHAIN_MAX - 2), undefined, chain.at(-1)] : chain;
  return (
    <section className={styles.section}>
      <h3>{t('why.cause')}</h3>
      <ol className={styles.chain} data-testid="causes">
        {left.map((cause) =>
          cause ? (
            <li key={cause.seq} data-act={isCommand(cause)}>
              <button type="button" className={styles.step} onClick={() => travel(cause.seq)}>
                {isCommand(cause) ? <code>{actName(cause, t)}</code> : titleOf(cause.reason)}
                <small>
                  <Pieces text={`${t('why.cause.frame', { position: cause.seq })} · ${t('transport.time', { seconds: seconds(cause.at) })} · ${cause.by}`} />
                </small>
              </button>
            </li>
          ) : (
            <li key="more" className={styles.more}>
              {t('why.cause.more', { n: chain.length - CHAIN_MAX + 1 })}
            </li>
          ),
        )}
      </ol>
    </section>
  );
}

/** What must happen before anything moves again, and when. */
function Next({ frame }: { readonly frame: Frame }) {
  const t = useWords();
  const titleOf = useReasonTitle();
  const busy = useStore(session, (state) => currentBranch(state).busy);
  const settled = useStore(session, (state) => currentBranch(state).settled);
  const nextAtMs = useStore(session, (state) => currentBranch(state).nextAtMs);
  const next = frame.log.entries[frame.position];
  const { end } = instantOf(frame.log, frame.position);
  const sentence = (): string => {
    if (frame.position < end) return t('why.next.now', { n: end - frame.position });
    if (next && isCommand(next)) return t('why.next.command', { seconds: seconds(next.at), what: actName(next, t) });
    if (next) return t('why.next.at', { seconds: seconds(next.at), wait: seconds(next.at - frame.atMs), actor: next.by, what: titleOf(next.reason) });
    if (busy) return t('why.next.simulating');
    if (!settled && nextAtMs !== null) return t('why.next.waiting', { seconds: seconds(nextAtMs) });
    return t('why.next.settled');
  };
  return (
    <section className={styles.section}>
      <h3>{t('why.next')}</h3>
      <p className={styles.text}>{sentence()}</p>
    </section>
  );
}
