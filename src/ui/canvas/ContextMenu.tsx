import { Menu, MenuHeading, MenuItem, MenuProvider, MenuSeparator } from '@ariakit/react';
import { reportFailure, run } from '../../app/actions.ts';
import type { ObjectRef } from '../../app/selection.ts';
import type { CardFacts, PodFacts } from '../../scene/types.ts';
import controls from '../parts/controls.module.css';
import { useWords } from '../words.ts';
import { changeField } from '../compare/open.ts';
import { type Command, commandsFor, titleOf } from './commands.ts';

export interface MenuTarget {
  readonly ref: ObjectRef;
  readonly facts: CardFacts | PodFacts;
  /** On the screen. */
  readonly x: number;
  readonly y: number;
}

const HAS_FIELDS = new Set(['deployments', 'statefulsets', 'daemonsets']);

/** What can be done to a card or a Pod. Each entry shows the kubectl command that it stands for, and runs it in the console. */
export function ContextMenu({ target, onClose }: { readonly target: MenuTarget | undefined; readonly onClose: () => void }) {
  const t = useWords();
  if (!target) return null;
  const carryOut = ({ does }: Command): void => {
    onClose();
    run(does).catch((error: unknown) => {
      reportFailure(error, { died: t('canvas.menu.failed', { message: '' }), refused: (message) => t('canvas.menu.failed', { message }) });
    });
  };
  const groups = commandsFor(target, t).filter(({ length }) => length > 0);
  return (
    <MenuProvider open setOpen={(open) => !open && onClose()}>
      <Menu
        className={controls.menu}
        portal
        modal
        getAnchorRect={() => ({ x: target.x, y: target.y, width: 0, height: 0 })}
        aria-label={titleOf(target)}
        gutter={2}
        overflowPadding={8}
        autoFocusOnShow
      >
        <MenuHeading className={controls.heading}>{titleOf(target)}</MenuHeading>
        {groups.map((commands, index) => (
          <div key={commands[0]?.label}>
            {index > 0 && <MenuSeparator className={controls.separator} />}
            {commands.map((command) => (
              <MenuItem key={command.label} className={controls.item} onClick={() => carryOut(command)}>
                <span className={controls.grow}>
                  {command.label}
                  <small>{command.does}</small>
                </span>
              </MenuItem>
            ))}
          </div>
        ))}
        {HAS_FIELDS.has(target.ref.table) && (
          <>
            <MenuSeparator className={controls.separator} />
            <MenuItem
              className={controls.item}
              onClick={() => {
                onClose();
                changeField(target.ref);
              }}
            >
              <span className={controls.grow}>{t('field.open')}</span>
            </MenuItem>
          </>
        )}
      </Menu>
    </MenuProvider>
  );
}
