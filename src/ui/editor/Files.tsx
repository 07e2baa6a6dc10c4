import { MoreHorizontal, Plus } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { addFile, fileOf, files, removeFile, renameFile, restoreFile, showFile } from '../../app/files.ts';
import { notify } from '../../app/notices.ts';
import { problems } from '../../app/problems.ts';
import { currentBranch, session } from '../../app/session.ts';
import { useFrame } from '../../app/world.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Group, Item, Menu, Separator } from '../parts/Menu.tsx';
import { classes } from '../parts/classes.ts';
import { t as now, useWords } from '../words.ts';
import { appliedTexts } from './applied.ts';
import { apply } from './apply.ts';
import { downloadAll, downloadFile, nameFrom, openFiles } from './file-io.ts';
import { SNIPPETS, snippetText } from './snippets.ts';
import { editorCommands } from './state.ts';
import { useHidden } from './useHidden.ts';
import styles from './editor.module.css';

/** Of a manifest's name: left out where there is no room for it. */
const ENDING = /\.(ya?ml|json)$/i;
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const SAVE_KEYS = IS_MAC ? '⌘S' : 'Ctrl+S';

/** The row above the editor: the files as tabs, what can be done with them, and Apply. */
export function Files() {
  const t = useWords();
  const [renaming, setRenaming] = useState<string | undefined>(undefined);
  const [isApplying, setApplying] = useState(false);
  const isEmpty = useStore(files, (state) => state.files.length === 0);
  const isEditing = useStore(files, (state) => state.files.some(({ name, edits }) => name === state.active && edits !== undefined));
  const onApply = (names?: readonly string[]): void => {
    setApplying(true);
    void apply(names).finally(() => setApplying(false));
  };
  return (
    <div className={styles.head}>
      <Tabs renaming={renaming} onRename={setRenaming} />
      <IconButton label={t('editor.add')} onClick={addEmpty}>
        <Plus aria-hidden />
      </IconButton>
      <FileMenu onRename={setRenaming} onApply={onApply} />
      <Button
        look="primary"
        className={styles.apply}
        disabled={isEmpty}
        aria-busy={isApplying}
        aria-keyshortcuts="Control+S Meta+S"
        title={isEditing ? t('edit.save.title', { keys: SAVE_KEYS }) : t('editor.apply.title', { keys: SAVE_KEYS })}
        onClick={() => onApply()}
      >
        {isEditing ? t('edit.save') : t('editor.apply')}
        <kbd aria-hidden>{SAVE_KEYS}</kbd>
      </Button>
    </div>
  );
}

function addEmpty(): void {
  addFile('new.yaml', '');
  // The editor takes the focus once it shows the new file.
  requestAnimationFrame(() => editorCommands.getState().focus?.());
}

/** Closes a file; the notice takes it back. */
function close(name: string): void {
  const gone = removeFile(name);
  if (!gone) return;
  notify({ severity: 'info', topic: 'file', text: now('editor.closed', { name }), action: { label: now('editor.undo'), run: () => restoreFile(gone) } });
}

interface Renaming {
  readonly renaming: string | undefined;
  readonly onRename: (name: string | undefined) => void;
}

function Tabs({ renaming, onRename }: Renaming) {
  const t = useWords();
  const { files: list, active } = useStore(files);
  const unapplied = useUnapplied();
  const errors = useStore(problems, (state) => state.list);
  const row = useRef<HTMLDivElement>(null);
  const hidden = useHidden(row, list);
  useEffect(() => {
    row.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active, list.length]);

  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>, index: number): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -index, End: list.length - 1 - index }[event.key];
    if (step !== undefined) {
      const next = list[(index + step + list.length) % list.length];
      if (!next) return;
      showFile(next.name);
      row.current?.querySelectorAll<HTMLElement>('[role=tab]')[list.indexOf(next)]?.focus();
    } else if (event.key === 'Delete') close(list[index]?.name ?? '');
    else if (event.key === 'F2') onRename(list[index]?.name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  if (renaming !== undefined && fileOf(renaming)) return <RenameField name={renaming} onDone={() => onRename(undefined)} />;
  return (
    <div
      ref={row}
      className={styles.tabs}
      role="tablist"
      aria-label={t('editor.files')}
      data-more={hidden}
      onWheel={({ currentTarget, deltaX, deltaY }) => {
        // A wheel turns one way only, and the row can be moved in the other only.
        if (Math.abs(deltaY) > Math.abs(deltaX)) currentTarget.scrollLeft += deltaY;
      }}
    >
      {list.map(({ name }, index) => {
        const count = errors.filter((problem) => problem.file === name && problem.severity === 'error').length;
        return (
          <button
            key={name}
            type="button"
            role="tab"
            className={styles.tab}
            aria-selected={name === active}
            aria-keyshortcuts="F2 Delete"
            tabIndex={name === active ? 0 : -1}
            title={name}
            onClick={() => showFile(name)}
            onDoubleClick={() => onRename(name)}
            onAuxClick={(event) => event.button === 1 && close(name)}
            onKeyDown={(event) => onKeyDown(event, index)}
          >
            <span className={classes(styles.name, count > 0 && styles.bad)}>
              {name.replace(ENDING, '')}
              <span className={styles.ending}>{ENDING.exec(name)?.[0]}</span>
            </span>
            {count > 0 && <span className="visually-hidden">, {t('editor.file.problems', { count })}</span>}
            {unapplied.has(name) && <span className="visually-hidden">, {t('editor.file.unapplied')}</span>}
            <span
              aria-hidden
              className={classes(styles.close, unapplied.has(name) && styles.unapplied)}
              title={t('editor.close')}
              onClick={(event) => {
                event.stopPropagation();
                close(name);
              }}
            />
          </button>
        );
      })}
    </div>
  );
}

/** The files whose text is not what was applied last, at the frame on screen. */
function useUnapplied(): ReadonlySet<string> {
  const list = useStore(files, (state) => state.files);
  const tape = useStore(session, (state) => currentBranch(state).tape);
  const outputs = useStore(session, (state) => currentBranch(state).outputs);
  const names = useFrame(({ position, atMs }) => {
    const applied = appliedTexts({ tape, outputs }, position, atMs);
    return list
      .filter(({ name, text, edits }) => (edits ?? applied.get(name)) !== text)
      .map(({ name }) => name)
      .join('\n');
  });
  return new Set(names === '' ? [] : names.split('\n'));
}

function RenameField({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const t = useWords();
  const [error, setError] = useState<string | undefined>(undefined);
  const rename = (typed: string): void => {
    const wanted = nameFrom(typed);
    if (!wanted) setError(t('editor.file.name.bad'));
    else if (wanted !== name && fileOf(wanted)) setError(t('editor.file.name.taken', { name: wanted }));
    else {
      renameFile(name, wanted);
      onDone();
    }
  };
  return (
    <div className={styles.rename}>
      <input
        autoFocus
        aria-label={t('editor.file.rename', { name })}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : 'rename-error'}
        defaultValue={name}
        maxLength={80}
        onFocus={(event) => event.target.setSelectionRange(0, name.lastIndexOf('.'))}
        onBlur={(event) => (nameFrom(event.target.value) === name ? onDone() : rename(event.target.value))}
        onKeyDown={(event) => {
          if (event.key === 'Enter') rename(event.currentTarget.value);
          else if (event.key === 'Escape') onDone();
          else return;
          event.stopPropagation();
        }}
      />
      {error !== undefined && (
        <p id="rename-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function FileMenu({ onRename, onApply }: { readonly onRename: (name: string) => void; readonly onApply: (names: readonly string[]) => void }) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  const { files: list, active } = useStore(files);
  const { format, insert } = useStore(editorCommands);
  const file = list.find(({ name }) => name === active);
  return (
    <>
      <Menu button={<MoreHorizontal aria-hidden />} label={t('editor.more')} look="quiet" arrow={false} placement="bottom-end">
        <Item onClick={() => input.current?.click()}>{t('editor.open')}</Item>
        {file && (
          <>
            <Item shortcut="F2" onClick={() => onRename(file.name)}>
              {t('editor.rename')}
            </Item>
            <Item onClick={() => close(file.name)}>{t('editor.close')}</Item>
            <Separator />
            {file.edits === undefined && <Item onClick={() => onApply([file.name])}>{t('editor.apply.one')}</Item>}
            {format && (
              <Item shortcut="Shift+Alt+F" onClick={format}>
                {t('editor.format')}
              </Item>
            )}
            <Separator />
            <Item onClick={() => downloadFile(file)}>{t('editor.export.one')}</Item>
            <Item onClick={() => void downloadAll(list)}>{t('editor.export.all')}</Item>
          </>
        )}
        <Separator />
        <Group label={t('editor.insert')}>
          {SNIPPETS.map((snippet) => (
            <Item
              key={snippet.name}
              detail={t(snippet.detail)}
              onClick={() => (file && insert ? insert(snippet) : addFile(snippet.file, snippetText(snippet)))}
            >
              {snippet.name}
            </Item>
          ))}
        </Group>
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".yaml,.yml,.json"
        onChange={(event) => {
          void openFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </>
  );
}
