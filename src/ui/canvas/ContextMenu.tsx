import { Menu, MenuItem, MenuProvider, MenuSeparator } from '@ariakit/react';
import { reportFailure, run } from '../../app/actions.ts';
import type { ObjectRef } from '../../app/selection.ts';
import type { CardFacts, PodFacts } from '../../scene/types.ts';
import { putIntoPrompt } from '../console/prefill.ts';
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
  /** What gets the focus back; left out: what had it. */
  readonly from?: HTMLElement | undefined;
}

const HAS_FIELDS = new Set(['deployments', 'statefulsets', 'daemonsets']);

/** What can be done to a card or a Pod. Each entry shows the kubectl command that it stands for, and runs it in the console. */
export function ContextMenu({ target, onClose }: { readonly target: MenuTarget | undefined; readonly onClose: () => void }) {
  const t = useWords();
  if (!target) return null;
  const close = (): void => {
    onClose();
    // The menu is gone from the page before it could give the focus back.
    requestAnimationFrame(() => document.activeElement === document.body && target.from?.focus());
  };
  const carryOut = ({ does, unfinished }: Command): void => {
    close();
    if (unfinished) {
      // After the menu has given the focus back.
      setTimeout(() => putIntoPrompt(does), 0);
      return;
    }
    run(does).catch((error: unknown) => {
      reportFailure(error, { died: t('canvas.menu.failed', { message: '' }), refused: (message) => t('canvas.menu.failed', { message }) });
    });
  };
  const groups = commandsFor(target, t).filter(({ length }) => length > 0);
  return (
    <MenuProvider open setOpen={(open) => !open && close()}>
      <Menu
        className={controls.menu}
        portal
        modal
        getAnchorRect={() => ({ x: target.x, y: target.y, width: 0, height: 0 })}
        aria-label={titleOf(target)}
        gutter={2}
        overflowPadding={8}
        autoFocusOnShow
        // Escape is the menu's: outside, it would take the selection away.
        hideOnEscape={(event) => {
          event.preventDefault();
          return true;
        }}
      >
        {/* The menu's own name says it to those who do not see it: a menu may hold nothing but entries. */}
        <div className={controls.heading} role="presentation">
          {titleOf(target)}
        </div>
        {groups.map((commands, index) => (
          <div key={commands[0]?.label}>
            {index > 0 && <MenuSeparator className={controls.separator} />}
            {commands.map((command) => (
              <MenuItem
                key={command.label}
                className={controls.item}
                {...(command.unfinished ? { title: t('actions.unfinished') } : {})}
                onClick={() => carryOut(command)}
              >
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
