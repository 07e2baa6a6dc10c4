import { CircleCheck, CircleDashed, CircleX, Hourglass, Pencil, Search, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { notify } from '../../app/notices.ts';
import { type Promised, foldOf, removePromise, seekMoment, toBroken, undoPromises } from '../../app/promises.ts';
import type { Branch } from '../../app/session.ts';
import { type Break, type InvariantState, breaksOf, worstOf } from '../../kube/invariant-fold.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { seconds, useWords } from '../words.ts';
import { PromiseForm } from './PromiseForm.tsx';
import { openSearch } from './search-form.ts';
import { breakText, promiseText, stateText } from './texts.ts';
import { usePoint } from './usePromises.ts';
import styles from './Promises.module.css';

const ICONS: Readonly<Record<InvariantState, typeof CircleX>> = { kept: CircleCheck, broken: CircleX, pending: Hourglass, absent: CircleDashed };
const LISTED_MAX = 50;

/** One promise: how it stands, where it is broken, and what can be done about it. */
export function PromiseCard({ promise, branch }: { readonly promise: Promised; readonly branch: Branch }) {
  const t = useWords();
  const [editing, setEditing] = useState(false);
  const { invariant, id } = promise;
  const text = promiseText(invariant, t);
  const point = usePoint(promise, branch);
  const Icon = ICONS[point.state];
  const remove = (): void => {
    removePromise(id);
    notify({ severity: 'info', text: t('promise.removed', { promise: text }), topic: 'promise', action: { label: t('branch.undo'), run: undoPromises } });
  };
  if (editing)
    return (
      <li className={styles.card}>
        <PromiseForm promise={promise} onDone={() => setEditing(false)} />
      </li>
    );
  return (
    <li className={styles.card} data-state={point.state} data-testid="promise">
      <h3>{text}</h3>
      <p className={styles.state}>
        <Icon aria-hidden />
        <span>{stateText(invariant, point, t)}</span>
      </p>
      <Breaks promise={promise} branch={branch} text={text} />
      <div className={styles.tools}>
        <Button onClick={() => openSearch(promise)} aria-label={t('promise.search.of', { promise: text })} title={t('promise.search.of', { promise: text })}>
          <Search aria-hidden />
          {t('promise.search')}
        </Button>
        <span className={styles.grow} />
        <IconButton label={t('promise.edit.of', { promise: text })} onClick={() => setEditing(true)}>
          <Pencil aria-hidden />
        </IconButton>
        <IconButton label={t('promise.remove.of', { promise: text })} onClick={remove}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
    </li>
  );
}

/** How often and where it is broken on this branch, and the ways there. */
function Breaks({ promise, branch, text }: { readonly promise: Promised; readonly branch: Branch; readonly text: string }) {
  const t = useWords();
  const { invariant } = promise;
  const fold = foldOf(branch, invariant);
  const breaks = breaksOf(fold);
  const worst = worstOf(fold);
  const first = breaks[0];
  const lowest = worst?.reading?.nobody ? '0' : String(worst?.reading?.found);
  return (
    <>
      <p className={styles.breaks}>{sentence(breaks, branch, t)}</p>
      <div className={styles.jumps}>
        {first && (
          <>
            <Button aria-label={t('promise.first.of', { promise: text })} onClick={() => seekMoment(first.start)}>
              {t('promise.first')}
            </Button>
            <Button aria-label={t('promise.previous.of', { promise: text })} onClick={() => toBroken(-1, [promise])}>
              {t('promise.previous')}
            </Button>
            <Button aria-label={t('promise.next.of', { promise: text })} onClick={() => toBroken(1, [promise])}>
              {t('promise.next')}
            </Button>
          </>
        )}
        {worst && (invariant.rule !== 'requests' || worst.reading?.broken) && (
          <Button aria-label={`${t(`promise.worst.${invariant.rule}.of`, { n: lowest })}, ${text}`} onClick={() => seekMoment(worst)}>
            {t(`promise.worst.${invariant.rule}`, { n: lowest })}
          </Button>
        )}
      </div>
      {breaks.length > 1 && (
        <details className={styles.where}>
          <summary>{t('promise.breaks.list')}</summary>
          <ol>
            {breaks.slice(0, LISTED_MAX).map((span) => (
              <li key={`${span.start.position}/${span.start.atMs}`}>
                <button type="button" onClick={() => seekMoment(span.start)}>
                  {breakText(invariant, span, t)}
                </button>
              </li>
            ))}
          </ol>
          {breaks.length > LISTED_MAX && <p>{t('promise.breaks.more', { n: breaks.length - LISTED_MAX })}</p>}
        </details>
      )}
    </>
  );
}

function sentence(breaks: readonly Break[], { log, busy }: Branch, t: ReturnType<typeof useWords>): string {
  if (!breaks.length) return t(busy ? 'promise.breaks.none.busy' : 'promise.breaks.none');
  const endMs = log.timeAt(log.length);
  const all = seconds(breaks.reduce((sum, { start, end }) => sum + Math.max(0, (end?.atMs ?? endMs) - start.atMs), 0));
  return breaks.length === 1 ? t('promise.breaks.one', { seconds: all }) : t('promise.breaks.many', { n: breaks.length, seconds: all });
}
