import { createStore } from 'zustand/vanilla';
import { currentBranch } from '../app/session.ts';
import { t } from './words.ts';
import type { StartWords } from '../app/start.ts';

export type DialogName = 'palette' | 'keys' | 'conditions' | 'bookmark' | 'bookmarks' | 'search' | 'field';

/** Which of the page's own dialogs is open. */
export const dialogs = createStore<{ readonly open: DialogName | undefined }>(() => ({ open: undefined }));

export const showDialog = (open: DialogName | undefined): void => dialogs.setState({ open });

/** Why a tape cannot be played, as a sentence of the language of the moment. */
function tapeReason(trouble: string): string {
  const { version, kubernetes } = currentBranch().tape;
  if (trouble === 'TapeNewer') return t('tape.newer', { version });
  return trouble === 'TapeKubernetes' ? t('tape.kubernetes', { version: kubernetes }) : t('tape.damaged');
}

/** The sentences that starting can need, in the language of the moment. */
export const startWords: StartWords = {
  main: () => t('branch.main'),
  restarted: () => t('notice.restarted'),
  dead: (reason) => t('notice.dead', { reason }),
  again: () => t('notice.dead.action'),
  failed: (reason) => t('notice.failed', { reason }),
  lost: () => t('notice.lost'),
  unreadable: (why) => t(why === 'newer' ? 'notice.kept.newer' : 'notice.kept.damaged'),
  tape: (trouble) => t('notice.tape', { reason: tapeReason(trouble) }),
};
