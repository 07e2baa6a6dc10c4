import { type ClipboardEvent, type KeyboardEvent, memo, useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import { useStore } from 'zustand';
import { complete } from '../../app/actions.ts';
import { history } from '../../app/history.ts';
import { notify } from '../../app/notices.ts';
import { openPasted } from '../editor/file-io.ts';
import { focusPane } from '../panes.ts';
import { useWords } from '../words.ts';
import { clear } from './cleared.ts';
import { PROMPT_ID } from './focus.ts';
import { inside, signOf } from './inside.ts';
import { prefill, taken } from './prefill.ts';
import { enter, refuseLong } from './runner.ts';
import { commonPrefix, searchBack, splitPasted } from './typed.ts';
import styles from './console.module.css';

interface State {
  readonly value: string;
  /** Where the cursor is to be put after the value was changed by a key; undefined leaves it. */
  readonly caret: number | undefined;
  /** Index into the history while going through it, and what had been typed before. */
  readonly at: number | undefined;
  readonly draft: string;
  /** Ctrl-R: what is searched for, and the index of what was found (-1: nothing). */
  readonly search: { readonly query: string; readonly found: number } | undefined;
  readonly candidates: readonly string[];
}

const EMPTY: State = { value: '', caret: undefined, at: undefined, draft: '', search: undefined, candidates: [] };
const CANDIDATES_MAX = 60;

/** What a key changes; the rest of the state stays. */
const change = (state: State, part: Partial<State>): State => ({ ...state, candidates: [], caret: undefined, ...part });

/** The line that is typed: history, search, completion, pasting, and Ctrl-C. */
export const Prompt = memo(function Prompt({ running, onInterrupt }: { readonly running: string | undefined; readonly onInterrupt: () => void }) {
  const t = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const [state, set] = useReducer(change, EMPTY);
  const lines = useStore(history, (kept) => kept.lines);
  const entered = useStore(inside, (state) => state.entered);
  const { value, search, candidates } = state;
  const shown = search ? search.query : value;

  useLayoutEffect(() => {
    if (state.caret !== undefined) field.current?.setSelectionRange(state.caret, state.caret);
  }, [state]);

  const put = (text: string, part: Partial<State> = {}): void => set({ value: text, caret: text.length, ...part });

  useEffect(() => {
    const take = (): void => {
      const line = taken();
      if (line !== undefined) set({ value: line, caret: line.length, at: undefined, search: undefined });
    };
    take();
    return prefill.subscribe(take);
  }, []);

  const walk = (step: -1 | 1): void => {
    const from = state.at ?? lines.length;
    const at = Math.max(0, from + step);
    if (at >= lines.length) put(state.at === undefined ? value : state.draft, { at: undefined });
    else put(lines[at] as string, { at, ...(state.at === undefined ? { draft: value } : {}) });
  };

  const find = (query: string, from: number): void => {
    const found = searchBack(lines, query, from);
    set({
      search: { query, found: found < 0 && query !== '' && search && from < search.found ? search.found : found },
      ...(found < 0 ? {} : { value: lines[found] as string }),
    });
  };

  const run = (): void => {
    enter([value]);
    set(EMPTY);
  };

  const offer = async (): Promise<void> => {
    // What kubectl would complete is no use to a program in a container.
    if (entered) return;
    const caret = field.current?.selectionStart ?? value.length;
    const typed = value.slice(0, caret);
    const offered = await complete(typed).catch(() => ({ candidates: [], from: caret }));
    if (field.current?.value !== value || offered.candidates.length === 0) return;
    const prefix = commonPrefix(offered.candidates);
    const isOne = offered.candidates.length === 1;
    const completed = typed.slice(0, offered.from) + prefix + (isOne && !/[/=,]$/.test(prefix) && !value.slice(caret).startsWith(' ') ? ' ' : '');
    const isLonger = completed.length > typed.length;
    set({ ...(isLonger ? { value: completed + value.slice(caret), caret: completed.length } : {}), candidates: isOne ? [] : offered.candidates });
  };

  const onSearchKey = (event: KeyboardEvent): boolean => {
    if (!search) return false;
    const withControl = event.ctrlKey && !event.metaKey && !event.altKey;
    if (withControl && event.key === 'r') find(search.query, search.found - 1);
    else if (event.key === 'Escape' || (withControl && (event.key === 'g' || event.key === 'c'))) put(state.draft, { search: undefined });
    else if (event.key === 'Enter') {
      enter([value]);
      set(EMPTY);
    } else if (['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Tab', 'End', 'Home'].includes(event.key)) put(value, { search: undefined });
    else return false;
    return true;
  };

  const onControlKey = (event: KeyboardEvent): boolean => {
    if (!event.ctrlKey || event.metaKey || event.altKey) return false;
    const { selectionStart = 0, selectionEnd = 0 } = field.current ?? {};
    switch (event.key) {
      case 'c':
        // With text marked, Ctrl-C copies.
        if (selectionStart !== selectionEnd || getSelection()?.isCollapsed === false) return false;
        set(EMPTY);
        onInterrupt();
        return true;
      case 'r':
        set({ search: { query: '', found: lines.length }, draft: value });
        return true;
      case 'd':
        if (value !== '' || !entered) return false;
        enter(['exit']);
        return true;
      case 'l':
        clear();
        return true;
      case 'u':
        set({ value: value.slice(selectionStart), caret: 0 });
        return true;
      default:
        return false;
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const isTaken = (): boolean => {
      if (onSearchKey(event) || onControlKey(event)) return true;
      if (!isPlain) return false;
      if (event.key === 'Enter' && !event.shiftKey) run();
      else if (event.key === 'ArrowUp' && isOnEdge(field.current, 'first')) walk(-1);
      else if (event.key === 'ArrowDown' && isOnEdge(field.current, 'last')) walk(1);
      // An empty prompt lets Tab go on, so that nobody is held here.
      else if (event.key === 'Tab' && !event.shiftKey && value.trim() !== '' && event.currentTarget.dataset['leave'] !== 'true') void offer();
      else if (event.key === 'Escape') {
        event.currentTarget.dataset['leave'] = 'true';
        set({});
        return true;
      } else return false;
      return true;
    };
    if (event.key !== 'Escape' && event.key !== 'Tab') event.currentTarget.dataset['leave'] = 'false';
    if (!isTaken()) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const text = event.clipboardData.getData('text/plain');
    if (refuseLong(text.length)) {
      event.preventDefault();
      return;
    }
    // A shell would take each line of a manifest for a command. With `<<EOF` it is meant for one.
    if (value.trim() === '' && !text.includes('<<') && openPasted(text)) {
      event.preventDefault();
      focusPane('editor');
      notify({ severity: 'info', topic: 'file', text: t('console.manifest') });
      return;
    }
    const { selectionStart, selectionEnd } = event.currentTarget;
    const all = value.slice(0, selectionStart) + text + value.slice(selectionEnd);
    const { commands, rest } = splitPasted(all);
    event.preventDefault();
    enter(commands);
    put(rest, { search: undefined });
  };

  return (
    <div className={styles.prompt}>
      {candidates.length > 0 && <Candidates list={candidates} />}
      <div className={styles.line}>
        <label className={styles.sign} htmlFor={PROMPT_ID}>
          <span aria-hidden>{search ? '?' : entered ? signOf(entered.pod) : '$'}</span>
          <span className="visually-hidden">
            {search ? t('console.search') : entered ? t('console.inside', { container: entered.container, pod: entered.pod }) : t('console.prompt')}
          </span>
        </label>
        <textarea
          ref={field}
          id={PROMPT_ID}
          data-focus
          rows={Math.min(8, shown.split('\n').length)}
          value={shown}
          placeholder={running !== undefined || search ? undefined : entered ? 'nslookup NAME · exit' : t('console.placeholder')}
          title={t('console.hint')}
          aria-describedby="console-state"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          enterKeyHint="send"
          onChange={(event) => (search ? find(event.target.value, lines.length - 1) : set({ value: event.target.value, at: undefined }))}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <output id="console-state" className={styles.found}>
          {search && search.query !== '' ? (search.found < 0 ? t('console.search.none') : value) : ''}
        </output>
      </div>
    </div>
  );
});

/** Whether the cursor stands in the first or the last line of what is typed: there, the arrows go through the history. */
function isOnEdge(field: HTMLTextAreaElement | null, edge: 'first' | 'last'): boolean {
  if (!field) return true;
  const { value, selectionStart, selectionEnd } = field;
  return edge === 'first' ? !value.slice(0, selectionStart).includes('\n') : !value.slice(selectionEnd).includes('\n');
}

function Candidates({ list }: { readonly list: readonly string[] }) {
  const t = useWords();
  return (
    <div className={styles.candidates} role="status">
      <span className="visually-hidden">{t('console.candidates', { count: list.length })}: </span>
      {list.slice(0, CANDIDATES_MAX).map((candidate) => (
        <span key={candidate}>{candidate} </span>
      ))}
      {list.length > CANDIDATES_MAX && <em>{t('console.candidates.more', { count: list.length - CANDIDATES_MAX })}</em>}
    </div>
  );
}
