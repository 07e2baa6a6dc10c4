import { Plus, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { suggestionsOf } from '../../app/promise-subjects.ts';
import { PROMISES_MAX, addPromise, isPromised, promises, undoPromises } from '../../app/promises.ts';
import { searchState } from '../../app/search.ts';
import { useWorld } from '../../app/world.ts';
import { Button } from '../parts/Button.tsx';
import { currentBranch } from '../../app/session.ts';
import { useSlowBranch } from '../useSlowBranch.ts';
import { useWords } from '../words.ts';
import { PromiseCard } from './PromiseCard.tsx';
import { PromiseForm } from './PromiseForm.tsx';
import { SearchCard } from './SearchCard.tsx';
import { promiseText } from './texts.ts';
import { usePromiseList } from './usePromises.ts';
import styles from './Promises.module.css';

const SUGGESTED_MAX = 4;

/** What must hold: each promise with how it stands at this frame and where it is broken, and a form to say another. */
export function PromisesTab() {
  const t = useWords();
  const list = usePromiseList();
  const branch = useSlowBranch(currentBranch);
  const canUndo = useStore(promises, (state) => state.past.length > 0);
  const searched = useStore(searchState, ({ going, outcome }) => going !== undefined || outcome !== undefined);
  const [adding, setAdding] = useState(false);
  return (
    <div className={styles.tab}>
      <h2 className="visually-hidden">{t('inspector.promises')}</h2>
      {searched && <SearchCard />}
      {list.length === 0 && <p className={styles.about}>{t('promise.about')}</p>}
      {list.length > 0 && (
        <ul className={styles.list} aria-label={t('promise.list')}>
          {list.map((promise) => (
            <PromiseCard key={promise.id} promise={promise} branch={branch} />
          ))}
        </ul>
      )}
      {adding ? <PromiseForm onDone={() => setAdding(false)} /> : <Suggestions />}
      <div className={styles.buttons}>
        {!adding && (
          <Button onClick={() => setAdding(true)} data-focus={list.length === 0 ? '' : undefined}>
            <Plus aria-hidden />
            {t('promise.add')}
          </Button>
        )}
        {canUndo && (
          <Button look="quiet" onClick={undoPromises}>
            <Undo2 aria-hidden />
            {t('promise.undo')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What the cluster's own specifications imply, one press away. */
function Suggestions() {
  const t = useWords();
  const { world, log } = useWorld();
  const list = usePromiseList();
  const all = suggestionsOf([log.head, world], SUGGESTED_MAX * 2);
  const left = all.filter((invariant) => !isPromised(invariant)).slice(0, SUGGESTED_MAX);
  if (list.length >= PROMISES_MAX || (list.length > 0 && !left.length)) return null;
  if (!left.length) return <p className={styles.about}>{t('promise.suggest.none')}</p>;
  return (
    <section className={styles.suggestions} aria-label={t('promise.suggest')}>
      <h3>{t('promise.suggest')}</h3>
      <ul>
        {left.map((invariant) => {
          const text = promiseText(invariant, t);
          return (
            <li key={text}>
              <button type="button" className={styles.suggestion} onClick={() => addPromise(invariant)}>
                <Plus aria-hidden />
                {text}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
