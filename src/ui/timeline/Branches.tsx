import { Columns2, GitBranch, Pencil, Trash2 } from 'lucide-react';
import { memo, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { dropBranch, renameBranch, switchBranch } from '../../app/actions.ts';
import { comparison, otherBranch } from '../../app/comparison.ts';
import { notify } from '../../app/notices.ts';
import { type Branch, branchOf, session } from '../../app/session.ts';
import { changeField, compare, toggleCompare } from '../compare/open.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { NameForm } from '../parts/Form.tsx';
import { Choice, Group, Item, Menu, Separator } from '../parts/Menu.tsx';
import { useWords } from '../words.ts';
import styles from './Timeline.module.css';

/** The branches: which one is shown, and what can be done with it. */
export const Branches = memo(function Branches() {
  const t = useWords();
  // Their logs grow all the time while they are simulated: what is shown of them here does not.
  useStore(
    session,
    useShallow(({ branches }) => branches.flatMap(({ id, name, parent }) => [id, name, parent])),
  );
  const id = useStore(session, (state) => state.current);
  const { branches } = session.getState();
  const comparing = useStore(comparison, (state) => state.other);
  const other = comparing !== undefined && otherBranch();
  const [naming, setNaming] = useState(false);
  const current = branches.find((branch) => branch.id === id);
  if (!current) return null;
  const detail = ({ parent }: Branch): string | undefined => parent && t('branch.from', { parent: branchOf(parent.id)?.name ?? '', position: parent.position });
  const drop = (): void => {
    const undo = dropBranch(id);
    if (undo) notify({ severity: 'info', text: t('branch.dropped', { name: current.name }), action: { label: t('branch.undo'), run: undo } });
  };
  return (
    <>
      <Menu
        look="quiet"
        label={`${t('branch.menu')}: ${current.name}`}
        placement="top-start"
        values={{ branch: id }}
        button={
          <>
            <GitBranch aria-hidden />
            <span className={styles.branchName}>{current.name}</span>
          </>
        }
      >
        <Group label={t('branch.menu')}>
          {branches.map((branch) => {
            const from = detail(branch);
            return (
              <Choice
                key={branch.id}
                name="branch"
                value={branch.id}
                chosen={branch.id === id}
                {...(from ? { detail: from } : {})}
                onChoose={() => void switchBranch(branch.id)}
              >
                {branch.name}
              </Choice>
            );
          })}
        </Group>
        <Separator />
        {branches.length > 1 && (
          <Group label={t('compare.menu.with')}>
            {branches
              .filter((branch) => branch.id !== id)
              .map((branch) => (
                <Item key={branch.id} onClick={() => compare(branch.id)}>
                  <Columns2 aria-hidden size={14} /> {branch.name}
                </Item>
              ))}
          </Group>
        )}
        <Item shortcut="Shift C" onClick={() => changeField()}>
          <Columns2 aria-hidden size={14} /> {t('field.open')}
        </Item>
        {other && (
          <Item shortcut="C" onClick={toggleCompare}>
            {t('compare.close')}
          </Item>
        )}
        <Separator />
        <Item onClick={() => setNaming(true)}>
          <Pencil aria-hidden size={14} /> {t('branch.rename')}
        </Item>
        <Item onClick={drop} disabled={branches.length < 2}>
          <Trash2 aria-hidden size={14} /> {t('branch.drop')}
        </Item>
      </Menu>
      <Dialog title={t('branch.rename')} open={naming} onClose={() => setNaming(false)}>
        <NameForm label={t('branch.rename.title')} name={current.name} onSave={(name) => renameBranch(id, name)} onDone={() => setNaming(false)} />
      </Dialog>
    </>
  );
});
