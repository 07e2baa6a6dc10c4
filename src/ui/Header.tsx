import { Command as CommandIcon, Keyboard, Languages, Moon, MoreHorizontal, PanelLeft, PanelRight, SlidersHorizontal, Sun } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { type Example, EXAMPLES } from '../app/examples.ts';
import { layout } from '../app/layout.ts';
import { type RecentWorkspace, recentWorkspaces, workspace } from '../app/persistence.ts';
import { spoken } from '../app/language.ts';
import { type Lens, isDark, preferences } from '../app/preferences.ts';
import { openRecent } from '../app/start.ts';
import { Brand } from './Brand.tsx';
import { open, toggleTheme } from './commands.ts';
import { togglePane } from './panes.ts';
import { Button, IconButton } from './parts/Button.tsx';
import { Choice, Group, Item, Menu } from './parts/Menu.tsx';
import { reporting } from './report.ts';
import { showDialog, startWords } from './shell.ts';
import { NARROW, SMALL, useMedia } from './useMedia.ts';
import { useWords } from './words.ts';
import styles from './Header.module.css';

const LENSES: readonly Lens[] = ['owners', 'both', 'nodes'];
const openKept = reporting((id: string) => openRecent(id, startWords));

const isExample = (id: string): id is Example['id'] => EXAMPLES.some((example) => example.id === id);

/** Brand, examples, the lens, and what concerns the whole page. */
export function Header() {
  const t = useWords();
  useMedia('(prefers-color-scheme: dark)');
  const dark = useStore(preferences, isDark);
  const small = useMedia(SMALL);
  const editor = useStore(layout, (state) => state.editor);
  const inspector = useStore(layout, (state) => state.inspector);
  const example = useStore(workspace, (state) => state.example);
  return (
    <header className={styles.header}>
      <h1 className={styles.brand}>
        <Brand />
        <span>Rolloutscope</span>
      </h1>
      <ExamplesMenu />
      <p className={styles.title}>{isExample(example) ? t(`example.${example}`) : ''}</p>
      <LensSwitch />
      <div className={styles.tools}>
        <IconButton
          className={styles.wide}
          label={editor ? t('pane.hide', { pane: t('pane.editor') }) : t('pane.show', { pane: t('pane.editor') })}
          aria-pressed={editor}
          onClick={() => togglePane('editor')}
        >
          <PanelLeft aria-hidden />
        </IconButton>
        <IconButton
          className={styles.wide}
          label={inspector ? t('pane.hide', { pane: t('pane.inspector') }) : t('pane.show', { pane: t('pane.inspector') })}
          shortcut="I"
          aria-pressed={inspector}
          onClick={() => togglePane('inspector')}
        >
          <PanelRight aria-hidden />
        </IconButton>
        <IconButton className={styles.conditions} label={t('conditions.open')} shortcut="L" onClick={() => showDialog('conditions')}>
          <SlidersHorizontal aria-hidden />
        </IconButton>
        <IconButton label={t('header.palette')} shortcut="Ctrl K" onClick={() => showDialog('palette')}>
          <CommandIcon aria-hidden />
        </IconButton>
        {small ? (
          <MoreMenu dark={dark} />
        ) : (
          <>
            <IconButton className={styles.wide} label={t('header.keys')} shortcut="?" onClick={() => showDialog('keys')}>
              <Keyboard aria-hidden />
            </IconButton>
            <IconButton label={dark ? t('header.theme.toLight') : t('header.theme.toDark')} onClick={toggleTheme}>
              {dark ? <Sun aria-hidden /> : <Moon aria-hidden />}
            </IconButton>
            <Button
              look="quiet"
              className={styles.language}
              aria-label={t('header.language.label')}
              title={t('header.language.label')}
              onClick={toggleLanguage}
            >
              <Languages aria-hidden />
              <span>{t('header.language.switch')}</span>
            </Button>
          </>
        )}
      </div>
    </header>
  );
}

function toggleLanguage(): void {
  preferences.setState(({ language }) => ({ language: language === 'en' ? 'zh-CN' : 'en' }));
}

/** What there is no room for beside the rest in a small window. */
function MoreMenu({ dark }: { readonly dark: boolean }) {
  const t = useWords();
  return (
    <Menu look="quiet" label={t('header.more')} arrow={false} button={<MoreHorizontal aria-hidden />} placement="bottom-end">
      <Item onClick={toggleTheme}>{dark ? t('header.theme.toLight') : t('header.theme.toDark')}</Item>
      <Item onClick={toggleLanguage}>{t('header.language.label')}</Item>
      <Item onClick={() => showDialog('conditions')}>{t('conditions.open')}</Item>
      <Item onClick={() => showDialog('keys')}>{t('header.keys')}</Item>
    </Menu>
  );
}

function LensSwitch() {
  const t = useWords();
  const lens = useStore(preferences, (state) => state.lens);
  const narrow = useMedia(NARROW);
  if (narrow) {
    return (
      <Menu
        look="plain"
        label={t('header.lens')}
        className={styles.lensMenu}
        button={<span>{t(`header.lens.${lens}`)}</span>}
        values={{ lens }}
        placement="bottom-end"
      >
        {LENSES.map((value) => (
          <Choice key={value} name="lens" value={value} chosen={value === lens} onChoose={() => preferences.setState({ lens: value })}>
            {t(`header.lens.${value}`)}
          </Choice>
        ))}
      </Menu>
    );
  }
  return (
    <div className={styles.lens} role="group" aria-label={t('header.lens')}>
      {LENSES.map((value, i) => (
        <Button
          key={value}
          look={value === lens ? 'plain' : 'quiet'}
          aria-pressed={value === lens}
          title={`${t('header.lens')} (${i + 1})`}
          onClick={() => preferences.setState({ lens: value })}
        >
          {t(`header.lens.${value}`)}
        </Button>
      ))}
    </div>
  );
}

function ExamplesMenu() {
  const t = useWords();
  const [recent, setRecent] = useState<readonly RecentWorkspace[]>([]);
  const language = useStore(spoken, (state) => state.language);
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <Menu look="quiet" label={t('header.examples')} button={<span>{t('header.examples')}</span>} onOpen={() => void recentWorkspaces().then(setRecent)}>
      <Group label={t('header.examples')}>
        {EXAMPLES.map(({ id }) => (
          <Item key={id} detail={t(`example.${id}.detail`)} onClick={() => open(id)}>
            {t(`example.${id}`)}
          </Item>
        ))}
      </Group>
      {recent.length > 0 && (
        <Group label={t('header.recent')}>
          {recent.map(({ id, files, changedAt }) => (
            <Item key={id} detail={when.format(changedAt)} onClick={() => openKept(id)}>
              {files.join(', ') || t('example.empty')}
            </Item>
          ))}
        </Group>
      )}
    </Menu>
  );
}
