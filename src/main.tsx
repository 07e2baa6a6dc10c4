import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { speak } from './app/language.ts';
import { notify } from './app/notices.ts';
import { reflectPreferences } from './app/preferences.ts';
import { onSearch } from './app/search.ts';
import { startApp } from './app/start.ts';
import { openEdited, openFile } from './app/files.ts';
import { onBranchBegan, onOpened, switchBranch } from './app/actions.ts';
import { App } from './ui/App.tsx';
import { ErrorBoundary } from './ui/ErrorBoundary.tsx';
import { compare } from './ui/compare/open.ts';
import { focusPane } from './ui/panes.ts';
import { searchWords } from './ui/promises/commands.ts';
import { startWords } from './ui/shell.ts';
import { t } from './ui/words.ts';
import './ui/theme.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const report = (reason: unknown): void => {
  notify({ severity: 'error', text: t('notice.unknown', { reason: reason instanceof Error ? reason.message : String(reason) }), topic: 'page' });
};
addEventListener('unhandledrejection', (event) => report(event.reason));

onOpened(({ name, text, edits }) => {
  if (edits) openEdited(name, text);
  else openFile(name, text);
  focusPane('editor');
});
onBranchBegan(({ name, parent }) => {
  notify({
    severity: 'info',
    text: t('branch.began', { name }),
    topic: 'branch',
    action: { label: t('branch.back'), run: () => void switchBranch(parent).catch(report) },
    second: { label: t('compare.notice'), run: () => compare(parent) },
  });
});
onSearch(searchWords);
reflectPreferences(document.documentElement);
speak(document.documentElement, () => notify({ severity: 'error', text: t('notice.language'), topic: 'language' })).then(
  () => {
    createRoot(root).render(
      <StrictMode>
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
      </StrictMode>,
    );
    startApp(startWords).catch(report);
  },
  // Without any words: in both languages.
  () => {
    root.textContent = 'Rolloutscope could not be loaded: please load this page again. 页面没有加载成功，请重新加载。';
  },
);
