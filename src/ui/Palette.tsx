import {
  Combobox,
  ComboboxGroup,
  ComboboxGroupLabel,
  ComboboxItem,
  ComboboxList,
  ComboboxProvider,
  Dialog,
  DialogDismiss,
  VisuallyHidden,
  DialogHeading,
} from '@ariakit/react';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { WordKey } from '../i18n/words.ts';
import { type Command, allCommands } from './commands.ts';
import controls from './parts/controls.module.css';
import { dialogs, showDialog } from './shell.ts';
import { t as words, useWords } from './words.ts';
import styles from './Palette.module.css';

/** Whether all words of the query begin or stand somewhere in the label. */
function matches(command: Command, query: string): boolean {
  const label = command.label.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => label.includes(word));
}

function grouped(commands: readonly Command[]): readonly (readonly [WordKey, readonly Command[]])[] {
  const groups = new Map<WordKey, Command[]>();
  for (const command of commands) {
    const list = groups.get(command.group);
    if (list) list.push(command);
    else groups.set(command.group, [command]);
  }
  return [...groups];
}

/** Every action of the page, by a few letters of its name. */
export function Palette() {
  const open = useStore(dialogs, (state) => state.open === 'palette');
  return (
    <Dialog open={open} onClose={() => showDialog(undefined)} className={controls.dialog} backdrop={<div className={controls.backdrop} />} unmountOnHide>
      <Actions />
    </Dialog>
  );
}

function Actions() {
  const t = useWords();
  const [query, setQuery] = useState('');
  const commands = useMemo(allCommands, []);
  // Not deferred: Enter right after the last letter is to run what those letters find.
  const groups = useMemo(() => grouped(commands.filter((command) => matches(command, query.trim()))), [commands, query]);
  return (
    <ComboboxProvider open includesBaseElement={false} setValue={setQuery}>
      <VisuallyHidden>
        <DialogHeading>{t('palette.title')}</DialogHeading>
        {/* The way out for a screen reader on a touch screen; without it the library has one in English. */}
        <DialogDismiss tabIndex={-1}>{t('pane.close')}</DialogDismiss>
      </VisuallyHidden>
      <Combobox autoSelect="always" autoFocus className={styles.search} placeholder={t('palette.placeholder')} aria-label={t('palette.title')} />
      <ComboboxList className={styles.list} alwaysVisible aria-label={t('palette.title')}>
        {groups.map(([group, list]) => (
          <ComboboxGroup key={group}>
            <ComboboxGroupLabel className={styles.group}>{groupLabel(group)}</ComboboxGroupLabel>
            {list.map((command) => (
              <ComboboxItem
                key={command.id}
                value={command.id}
                className={controls.item}
                hideOnClick={false}
                setValueOnClick={false}
                focusOnHover
                onClick={() => {
                  showDialog(undefined);
                  // After the dialog has given the focus back, or it would take it from where the action puts it.
                  setTimeout(command.run, 0);
                }}
              >
                <span className={controls.grow}>{command.label}</span>
                {command.keys && <kbd className={controls.kbd}>{command.keys}</kbd>}
              </ComboboxItem>
            ))}
          </ComboboxGroup>
        ))}
        {/* A list is never without anything in it, or it would be none. */}
        {groups.length === 0 && (
          <ComboboxItem disabled className={styles.none}>
            {t('palette.none', { query })}
          </ComboboxItem>
        )}
      </ComboboxList>
    </ComboboxProvider>
  );
}

const groupLabel = (group: WordKey): string => (words as (key: WordKey) => string)(group);
