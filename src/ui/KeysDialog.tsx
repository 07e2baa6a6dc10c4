import { useStore } from 'zustand';
import type { WordKey } from '../i18n/words.ts';
import { Dialog } from './parts/Dialog.tsx';
import controls from './parts/controls.module.css';
import { dialogs, showDialog } from './shell.ts';
import { useWords } from './words.ts';
import styles from './Palette.module.css';

type PlainKey = Extract<WordKey, `keys.${string}`> | Extract<WordKey, `compare.keys${string}`> | 'conditions.open' | 'actions.keys' | 'promise.toKeys';

const KEYS: readonly (readonly [readonly string[], PlainKey])[] = [
  [['Space'], 'keys.play'],
  [['←', '→'], 'keys.step'],
  [['Shift ←', 'Shift →'], 'keys.instant'],
  [['Alt ←', 'Alt →'], 'keys.command'],
  [['Home', 'End'], 'keys.ends'],
  [['[', ']'], 'keys.change'],
  [['M'], 'actions.keys'],
  [['U', 'Shift U'], 'keys.unavailable'],
  [['V'], 'keys.lowest'],
  [['B'], 'keys.bookmark'],
  [['N', 'Shift N'], 'keys.bookmarks'],
  [['X', 'Shift X'], 'promise.toKeys'],
  [['C'], 'compare.keys'],
  [['Shift C'], 'compare.keys.field'],
  [['D'], 'compare.keys.difference'],
  [['1', '2', '3'], 'keys.lens'],
  [['/'], 'keys.console'],
  [['E'], 'keys.editor'],
  [['I'], 'keys.inspector'],
  [['L'], 'conditions.open'],
  [['Ctrl S', '⌘ S'], 'keys.apply'],
  [['Ctrl K', '⌘ K'], 'keys.palette'],
  [['Esc'], 'keys.escape'],
  [['?'], 'keys.help'],
];

/** The list of keys. */
export function KeysDialog() {
  const t = useWords();
  const open = useStore(dialogs, (state) => state.open === 'keys');
  return (
    <Dialog title={t('keys.title')} open={open} onClose={() => showDialog(undefined)}>
      <dl className={styles.keys}>
        {KEYS.map(([keys, word]) => (
          <div key={word}>
            <dt>{t(word)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key} className={controls.kbd}>
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
