import { reportFailure } from '../app/actions.ts';
import { t } from './words.ts';

/** Makes an asynchronous act one that can be started from a button or a key: what goes wrong is said in the status line. */
export function reporting<Arguments extends readonly unknown[]>(act: (...args: Arguments) => Promise<unknown>): (...args: Arguments) => void {
  return (...args) => {
    act(...args).catch((error: unknown) => reportFailure(error, { died: t('notice.died'), refused: (reason) => t('notice.refused', { reason }) }));
  };
}
