import { Square, X } from 'lucide-react';
import { useStore } from 'zustand';
import { switchBranch } from '../../app/actions.ts';
import { promises, seekMoment } from '../../app/promises.ts';
import { type SearchOutcome, type Searching, forgetOutcome, searchState, stopSearch } from '../../app/search.ts';
import { branchOf, session } from '../../app/session.ts';
import type { Translate } from '../../i18n/words.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { reporting } from '../report.ts';
import { seconds, useWords } from '../words.ts';
import { openSearch } from './search-form.ts';
import { promiseText, variedText } from './texts.ts';
import styles from './Promises.module.css';

/** The search that goes on, or how the last one ended. */
export function SearchCard() {
  const t = useWords();
  const { going, outcome } = useStore(searchState);
  return (
    <section className={styles.searchCard} aria-label={t('search.result')} data-testid="search">
      {going ? <Going going={going} /> : outcome && <Outcome outcome={outcome} />}
    </section>
  );
}

const tenths = (ms: number): string => (ms / 1000).toFixed(1);

function Going({ going }: { readonly going: Searching }) {
  const t = useWords();
  const { promise, tried, planned, shrinking, elapsedMs } = going;
  const text = t('search.going', { promise: promiseText(promise.invariant, t) });
  const rate = elapsedMs > 0 ? Math.round(tried / (elapsedMs / 1000)) : 0;
  const words = shrinking
    ? t('search.shrinking', { tried, seconds: tenths(elapsedMs) })
    : t('search.progress', { tried, planned, rate, seconds: tenths(elapsedMs) });
  return (
    <>
      <h3>{text}</h3>
      <progress className={styles.progress} aria-label={text} {...(shrinking ? {} : { value: tried, max: planned })} />
      <p className={styles.numbers}>{words}</p>
      <div className={styles.buttons}>
        <Button onClick={stopSearch}>
          <Square aria-hidden />
          {t('search.stop')}
        </Button>
      </div>
    </>
  );
}

/** How a search ended, in words. */
export function outcomeText(outcome: SearchOutcome, t: Translate): string {
  const { why, tried, total, cut, failed, found } = outcome;
  const promise = promiseText(outcome.promise.invariant, t);
  if (failed !== undefined) return t('search.failed', { tried: tried + 1, reason: failed });
  if (why === 'died') return t('search.died', { tried });
  if (why === 'stopped') return t('search.stopped', { tried, promise });
  if (found) return t('search.found', { tried, promise, seconds: seconds(found.finding.point.atMs) });
  const all = tried >= total ? t('search.none.everything') : t('search.none.some', { total });
  return [t('search.none', { tried, promise }), all, ...(cut ? [t('search.cut', { n: cut })] : [])].join(' ');
}

const goTo = reporting(async (branch: string, moment: { readonly position: number; readonly atMs: number }) => {
  await switchBranch(branch);
  seekMoment(moment);
});
const goBack = reporting(switchBranch);

function Outcome({ outcome }: { readonly outcome: SearchOutcome }) {
  const t = useWords();
  const { found, promise, elapsedMs } = outcome;
  const current = useStore(session, (state) => state.current);
  const kept = useStore(promises, (state) => state.list.find(({ id }) => id === promise.id));
  const varied = found && variedText(found.varied, t);
  return (
    <>
      <header>
        <p role="status">{outcomeText(outcome, t)}</p>
        <IconButton label={t('search.close')} onClick={forgetOutcome}>
          <X aria-hidden />
        </IconButton>
      </header>
      {found && <p>{varied ? t('search.found.with', { varied }) : t('search.found.plain')}</p>}
      <p className={styles.numbers}>{t('unit.seconds', { n: tenths(elapsedMs) })}</p>
      <div className={styles.buttons}>
        {found && branchOf(found.branch) && <Button onClick={() => goTo(found.branch, found.finding.point)}>{t('search.show')}</Button>}
        {found && current === found.branch && branchOf(found.from) && <Button onClick={() => goBack(found.from)}>{t('search.back')}</Button>}
        {kept && <Button onClick={() => openSearch(kept)}>{t('search.again')}</Button>}
      </div>
    </>
  );
}
