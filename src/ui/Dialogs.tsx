import { type ComponentType, type LazyExoticComponent, Suspense, lazy, useState } from 'react';
import { useStore } from 'zustand';
import { Palette } from './Palette.tsx';
import { type DialogName, dialogs } from './shell.ts';

/** Each is loaded when it is first opened: the first picture does not wait for any of them. The palette is not: it must take what is typed at once. */
const DIALOGS: Readonly<Partial<Record<DialogName, LazyExoticComponent<ComponentType>>>> = {
  keys: lazy(async () => ({ default: (await import('./KeysDialog.tsx')).KeysDialog })),
  conditions: lazy(async () => ({ default: (await import('./conditions/ConditionsDialog.tsx')).ConditionsDialog })),
  search: lazy(async () => ({ default: (await import('./promises/SearchDialog.tsx')).SearchDialog })),
  field: lazy(async () => ({ default: (await import('./compare/FieldDialog.tsx')).FieldDialog })),
};
const NAMES = Object.keys(DIALOGS) as (keyof typeof DIALOGS)[];

/** The page's own dialogs. One that was open once stays, so that it can close as it likes. */
export function Dialogs() {
  const open = useStore(dialogs, (state) => state.open);
  const [opened, setOpened] = useState<readonly DialogName[]>([]);
  if (open && !opened.includes(open)) setOpened([...opened, open]);
  return (
    <>
      <Palette />
      <Suspense fallback={null}>
        {NAMES.map((name) => {
          const Dialog = DIALOGS[name];
          return Dialog && opened.includes(name) && <Dialog key={name} />;
        })}
      </Suspense>
    </>
  );
}
