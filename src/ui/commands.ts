import { restartEngine } from '../app/engine.ts';
import { EXAMPLES, exampleOf } from '../app/examples.ts';
import { type InspectorTab, layout, showTab } from '../app/layout.ts';
import { notify } from '../app/notices.ts';
import { seek, step, togglePlay, toChangeOf } from '../app/player.ts';
import { type Lens, type Preferences, SPEEDS, isDark, preferences } from '../app/preferences.ts';
import { selection } from '../app/selection.ts';
import { currentBranch } from '../app/session.ts';
import { openExample } from '../app/start.ts';
import { LANGUAGES, type LanguageCode, type WordKey } from '../i18n/words.ts';
import { apply as applyManifests } from './editor/apply.ts';
import { focusPane, togglePane } from './panes.ts';
import { showDialog, startWords } from './shell.ts';
import { t } from './words.ts';

/** Something that can be done: the palette lists it, and a key may lead to it. */
export interface Command {
  readonly id: string;
  readonly group: WordKey;
  readonly label: string;
  /** As the list of keys shows it. */
  readonly keys?: string;
  readonly run: () => void;
}

const LENSES: readonly Lens[] = ['owners', 'both', 'nodes'];
const TABS: readonly InspectorTab[] = ['why', 'describe', 'yaml', 'events'];

export const apply = (): void => void applyManifests();

export function toggleTheme(): void {
  preferences.setState({ theme: isDark() ? 'light' : 'dark' });
}

export function open(id: string): void {
  const example = exampleOf(id);
  if (!example) return;
  void openExample(example, startWords).then(() =>
    notify({ severity: 'info', text: t('example.opened', { name: t(`example.${example.id}`) }), topic: 'example' }),
  );
}

/** Every action of the page, in the language of the moment. */
export function allCommands(): readonly Command[] {
  return [...timeline(), ...cluster(), ...examples(), ...view(), ...page()];
}

function timeline(): readonly Command[] {
  const group = 'palette.group.play';
  const { selected } = selection.getState();
  return [
    { id: 'play', group, label: t('keys.play'), keys: 'Space', run: togglePlay },
    { id: 'forward', group, label: t('transport.forward'), keys: '→', run: () => step(1, 'decision') },
    { id: 'back', group, label: t('transport.back'), keys: '←', run: () => step(-1, 'decision') },
    { id: 'next-instant', group, label: `${t('transport.forward')}: ${t('transport.step.instant')}`, keys: 'Shift →', run: () => step(1, 'instant') },
    { id: 'last-instant', group, label: `${t('transport.back')}: ${t('transport.step.instant')}`, keys: 'Shift ←', run: () => step(-1, 'instant') },
    { id: 'next-command', group, label: `${t('transport.forward')}: ${t('transport.step.command')}`, keys: 'Alt →', run: () => step(1, 'command') },
    { id: 'last-command', group, label: `${t('transport.back')}: ${t('transport.step.command')}`, keys: 'Alt ←', run: () => step(-1, 'command') },
    { id: 'start', group, label: t('transport.start'), keys: 'Home', run: () => seek(0) },
    { id: 'end', group, label: t('transport.end'), keys: 'End', run: () => seek(currentBranch().length) },
    ...(selected
      ? [
          { id: 'next-change', group, label: t('transport.nextChange', { name: selected.key }), keys: ']', run: () => void toChangeOf(selected, 1) } as const,
          {
            id: 'last-change',
            group,
            label: t('transport.previousChange', { name: selected.key }),
            keys: '[',
            run: () => void toChangeOf(selected, -1),
          } as const,
        ]
      : []),
    ...SPEEDS.map((speed): Command => ({
      id: `speed-${speed}`,
      group,
      label: t('palette.speed', {
        speed: speed === 'even' ? `${t('transport.speed.even')} (${t('transport.speed.even.detail')})` : t('transport.speed.times', { speed }),
      }),
      run: () => preferences.setState({ speed }),
    })),
  ];
}

function cluster(): readonly Command[] {
  const group = 'palette.group.cluster';
  return [
    { id: 'apply', group, label: t('palette.apply'), keys: 'Ctrl S', run: apply },
    { id: 'editor', group, label: t('pane.editor'), keys: 'E', run: () => focusPane('editor') },
    { id: 'console', group, label: t('pane.console'), keys: '/', run: () => focusPane('console') },
    { id: 'conditions', group, label: t('conditions.open'), keys: 'L', run: () => showDialog('conditions') },
    { id: 'worker', group, label: t('palette.worker'), run: () => restartEngine() },
  ];
}

function examples(): readonly Command[] {
  return EXAMPLES.map(({ id }) => ({
    id: `example-${id}`,
    group: 'palette.group.examples',
    label: t('palette.example', { name: t(`example.${id}`) }),
    run: () => open(id),
  }));
}

function view(): readonly Command[] {
  const group = 'palette.group.view';
  const prefer = (change: Partial<Preferences>) => (): void => preferences.setState(change);
  return [
    ...LENSES.map((lens, i): Command => ({
      id: `lens-${lens}`,
      group,
      label: t('palette.lens', { lens: t(`header.lens.${lens}`) }),
      keys: String(i + 1),
      run: prefer({ lens }),
    })),
    ...TABS.map((tab): Command => ({ id: `tab-${tab}`, group, label: t('palette.tab', { tab: t(`inspector.${tab}`) }), run: () => showTab(tab) })),
    { id: 'inspector', group, label: t('pane.inspector'), keys: 'I', run: () => togglePane('inspector') },
    {
      id: 'layout',
      group,
      label: t('palette.layout'),
      run: () => layout.setState({ sizes: {}, editor: true, inspector: true, console: true, reset: layout.getState().reset + 1 }),
    },
    ...(['light', 'dark', 'system'] as const).map((theme): Command => ({
      id: `theme-${theme}`,
      group,
      label: t(`palette.theme.${theme}`),
      run: prefer({ theme }),
    })),
    ...(['full', 'reduced', 'system'] as const).map((motion): Command => ({
      id: `motion-${motion}`,
      group,
      label: t(`palette.motion.${motion}`),
      run: prefer({ motion }),
    })),
  ];
}

const LANGUAGE_NAMES: Readonly<Record<LanguageCode, string>> = { en: 'English', 'zh-CN': '简体中文' };

function page(): readonly Command[] {
  const group = 'palette.group.page';
  return [
    ...(Object.keys(LANGUAGES) as LanguageCode[]).map((language): Command => ({
      id: `language-${language}`,
      group,
      label: t('palette.language', { language: LANGUAGE_NAMES[language] }),
      run: () => preferences.setState({ language }),
    })),
    { id: 'keys', group, label: t('keys.title'), keys: '?', run: () => showDialog('keys') },
  ];
}
