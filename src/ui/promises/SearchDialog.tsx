import { type SubmitEvent, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { showTab } from '../../app/layout.ts';
import { pause } from '../../app/player.ts';
import { foldOf, promises } from '../../app/promises.ts';
import { type SearchWish, placeOf, startSearch } from '../../app/search.ts';
import { currentBranch } from '../../app/session.ts';
import { invariantAt } from '../../kube/invariant-fold.ts';
import { DELAYS } from '../conditions/drafts.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { FormFoot } from '../parts/Form.tsx';
import controls from '../parts/controls.module.css';
import { setPane } from '../panes.ts';
import { reporting } from '../report.ts';
import { dialogs, showDialog } from '../shell.ts';
import { seconds, useWords } from '../words.ts';
import {
  FAULTS,
  type From,
  type ImageWish,
  type Problems,
  type SearchForm,
  changeForm,
  hasFutureHere,
  problemsOf,
  searchForm,
  totalOf,
  wishOfForm,
} from './search-form.ts';
import { Count, Span } from './SearchFields.tsx';
import { LoadField, NodesFields } from './SearchNodes.tsx';
import { promiseText } from './texts.ts';
import styles from './Promises.module.css';

/** What a search may vary, from where, how far and how often. */
export function SearchDialog() {
  const t = useWords();
  const open = useStore(dialogs, (state) => state.open === 'search');
  const form = useStore(searchForm, (state) => state.form);
  useEffect(() => {
    if (open) pause();
  }, [open]);
  return (
    <Dialog title={t('search.title')} open={open} onClose={() => showDialog(undefined)} wide>
      {form && <Form form={form} />}
    </Dialog>
  );
}

const begin = reporting((wish: SearchWish) => startSearch(wish));

function Form({ form }: { readonly form: SearchForm }) {
  const t = useWords();
  const list = useStore(promises, (state) => state.list);
  const [tried, setTried] = useState(false);
  const promise = list.find(({ id }) => id === form.promise) ?? list[0];
  const problems = problemsOf(form);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTried(true);
    if (problems.size || !promise) {
      // The fields are marked once this has been drawn.
      const { currentTarget } = event;
      requestAnimationFrame(() => currentTarget.querySelector<HTMLElement>("[aria-invalid='true']")?.focus());
      return;
    }
    begin(wishOfForm(form, promise));
    showDialog(undefined);
    showTab('promises');
    setPane('inspector', true);
  };
  return (
    <form className={styles.search} onSubmit={submit}>
      <p className={styles.about}>{t('search.about')}</p>
      <div className={styles.fields}>
        <label className={styles.wide}>
          <span>{t('search.promise')}</span>
          <select className={controls.field} value={promise?.id ?? ''} onChange={(event) => changeForm({ promise: event.target.value })}>
            {list.map(({ id, invariant }) => (
              <option key={id} value={id}>
                {promiseText(invariant, t)}
              </option>
            ))}
          </select>
        </label>
        <Begins form={form} />
        <Count
          name="seeds"
          value={form.seeds}
          problems={problems}
          label={t('search.seeds')}
          detail={t('search.seeds.detail')}
          onType={(seeds) => changeForm({ seeds })}
        />
        <Count name="until" value={form.untilSeconds} problems={problems} label={t('search.until')} onType={(untilSeconds) => changeForm({ untilSeconds })} />
        <Count name="runs" value={form.runs} problems={problems} label={t('search.runs')} onType={(runs) => changeForm({ runs })} />
      </div>
      <Notes form={form} />
      <h2>{t('search.images')}</h2>
      <p className={styles.about}>{t('search.images.detail')}</p>
      <ul className={styles.images}>
        {form.images.map((wish) => (
          <ImageLine key={wish.image} wish={wish} form={form} problems={problems} />
        ))}
      </ul>
      <NodesFields form={form} problems={problems} />
      <LoadField form={form} problems={problems} />
      <FormFoot className={styles.foot}>
        <p role="status">{problems.size ? '' : possible(form, t)}</p>
        <p role="alert" className={styles.problem}>
          {tried && problems.size > 0 ? t('search.wrong', { n: problems.size }) : ''}
        </p>
        <Button look="primary" type="submit">
          {t('search.start')}
        </Button>
      </FormFoot>
    </form>
  );
}

function possible(form: SearchForm, t: ReturnType<typeof useWords>): string {
  const total = totalOf(form);
  if (total === 1) return t('search.possible.one');
  const runs = Number(form.runs);
  const shown = total > Number.MAX_SAFE_INTEGER ? total.toExponential(1) : total;
  return total > runs ? t('search.possible.some', { total: shown, planned: runs }) : t('search.possible', { total: shown });
}

/** Where runs begin. */
function Begins({ form }: { readonly form: SearchForm }) {
  const t = useWords();
  const here = placeOf('here');
  return (
    <label className={styles.wide}>
      <span>{t('search.from')}</span>
      <select className={controls.field} value={form.from} onChange={(event) => changeForm({ from: event.target.value as From })}>
        <option value="here">{t('search.from.here', { position: here.position, seconds: seconds(here.atMs) })}</option>
        <option value="command">{t('search.from.command', { position: placeOf('command').position })}</option>
        <option value="start">{t('search.from.start')}</option>
      </select>
    </label>
  );
}

/** What makes a search from there pointless. */
function Notes({ form }: { readonly form: SearchForm }) {
  const t = useWords();
  const promise = promises.getState().list.find(({ id }) => id === form.promise);
  const place = placeOf(form.from);
  const broken = promise && invariantAt(foldOf(currentBranch(), promise.invariant).points, place.position, place.atMs).state === 'broken';
  const text = form.from === 'here' && !hasFutureHere() ? t('search.from.nothing') : broken ? t('search.from.broken') : '';
  return (
    <p role="status" className={styles.note}>
      {text}
    </p>
  );
}

function ImageLine({ wish, form, problems }: { readonly wish: ImageWish; readonly form: SearchForm; readonly problems: Problems }) {
  const t = useWords();
  const { image, delays, faults } = wish;
  const name = image === '*' ? t('images.all') : image;
  const put = (more: Partial<ImageWish>): void => changeForm({ images: form.images.map((one) => (one.image === image ? { ...one, ...more } : one)) });
  return (
    <li className={styles.image}>
      <p>
        <b>{name}</b>
      </p>
      <div className={styles.ranges}>
        {DELAYS.map((delay) => {
          const label = t(`search.delay.${delay}`);
          return (
            <Span
              key={delay}
              label={label}
              names={[t('search.min', { delay: label, image: name }), t('search.max', { delay: label, image: name })]}
              span={delays[delay]}
              problem={problems.get(`${delay}/${image}`)}
              onType={(span) => put({ delays: { ...delays, [delay]: span } })}
            />
          );
        })}
        <fieldset className={styles.faults}>
          <legend>{t('search.faults')}</legend>
          {FAULTS.map((fault) => (
            <label key={fault}>
              <input
                type="checkbox"
                aria-label={t('search.fault', { fault: t(`images.fault.${fault}`), image: name })}
                checked={faults.includes(fault)}
                onChange={(event) => put({ faults: event.target.checked ? [...faults, fault] : faults.filter((one) => one !== fault) })}
              />
              <span>{t(`images.fault.${fault}`)}</span>
            </label>
          ))}
        </fieldset>
      </div>
    </li>
  );
}
