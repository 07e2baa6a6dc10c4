import { showTab } from '../../app/layout.ts';
import { notify } from '../../app/notices.ts';
import { promises, toBroken } from '../../app/promises.ts';
import type { onSearch } from '../../app/search.ts';
import { setPane } from '../panes.ts';
import { t } from '../words.ts';
import { outcomeText } from './SearchCard.tsx';
import { openSearch } from './search-form.ts';
import { variedText } from './texts.ts';

export function showPromises(): void {
  showTab('promises');
  setPane('inspector', true);
}

/** To the next (1) or previous (-1) moment at which something is broken; where there is none, this is said. */
export function jumpToBroken(direction: 1 | -1): void {
  if (toBroken(direction)) return;
  if (promises.getState().list.length)
    notify({ severity: 'info', text: t(direction === 1 ? 'promise.toNone.next' : 'promise.toNone.previous'), topic: 'promise' });
  else notify({ severity: 'info', text: t('promise.toNone'), topic: 'promise', action: { label: t('promise.add'), run: showPromises } });
}

/** Opens the search form for the first promise; where there is none, the place to say one. */
export function searchAny(): void {
  const [first] = promises.getState().list;
  if (first) openSearch(first);
  else showPromises();
}

/** What a search needs words for. */
export const searchWords: Parameters<typeof onSearch>[0] = {
  name: ({ varied }) => {
    const text = variedText(varied, t);
    return text ? t('search.branch', { varied: text }) : t('search.branch.plain');
  },
  ended: (outcome) => {
    if (outcome.why === 'stopped') return;
    const failed = outcome.why === 'died' || outcome.failed !== undefined;
    notify({ severity: failed ? 'error' : 'info', text: outcomeText(outcome, t), topic: 'search' });
  },
};
