import { restartEngine } from '../app/engine.ts';
import { EXAMPLES, exampleOf } from '../app/examples.ts';
import { fileOf, files } from '../app/files.ts';
import { type InspectorTab, layout, showTab } from '../app/layout.ts';
import { notify } from '../app/notices.ts';
import { seek, seekEnd, step, togglePlay, toChangeOf } from '../app/player.ts';
import { type Lens, type Preferences, SPEEDS, isDark, preferences } from '../app/preferences.ts';
import { selection } from '../app/selection.ts';
import { swapSides } from '../app/compare.ts';
import { otherBranch } from '../app/comparison.ts';
import { session } from '../app/session.ts';
import { openExample } from '../app/start.ts';
import { LANGUAGE_CODES, type LanguageCode, type WordKey } from '../i18n/words.ts';
import { addNode } from './canvas/add-node.ts';
import { apply as applyManifests } from './editor/apply.ts';
import { editorCommands } from './editor/state.ts';
import { changeField, compare, goToParting, mainDifference, toggleCompare } from './compare/open.ts';
import { focusPane, togglePane } from './panes.ts';
import { jumpToBroken, searchAny } from './promises/commands.ts';
import { reporting } from './report.ts';
import { showDialog, startWords } from './shell.ts';
import { askForBookmark, jumpToBookmark, jumpToLowest, jumpToUnavailable } from './timeline/jump.ts';
import { t } from './words.ts';

/** What reads and writes files comes with the editor: the first picture does not need it. */
const fileIo = () => import('./editor/file-io.ts');

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
const TABS: readonly InspectorTab[] = ['why', 'describe', 'yaml', 'events', 'promises'];

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
  return [...timeline(), ...comparing(), ...cluster(), ...examples(), ...view(), ...page()];
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
    { id: 'end', group, label: t('transport.end'), keys: 'End', run: seekEnd },
    { id: 'next-broken', group, label: t('promise.toNext'), keys: 'X', run: () => jumpToBroken(1) },
    { id: 'last-broken', group, label: t('promise.toPrevious'), keys: 'Shift X', run: () => jumpToBroken(-1) },
    { id: 'search', group, label: t('search.title'), run: searchAny },
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
    { id: 'next-unavailable', group, label: t('jump.unavailable.next'), keys: 'U', run: () => jumpToUnavailable(1) },
    { id: 'last-unavailable', group, label: t('jump.unavailable.previous'), keys: 'Shift U', run: () => jumpToUnavailable(-1) },
    { id: 'lowest', group, label: t('keys.lowest'), keys: 'V', run: jumpToLowest },
    { id: 'bookmark', group, label: t('keys.bookmark'), keys: 'B', run: askForBookmark },
    { id: 'next-bookmark', group, label: t('bookmark.next'), keys: 'N', run: () => jumpToBookmark(1) },
    { id: 'last-bookmark', group, label: t('bookmark.previous'), keys: 'Shift N', run: () => jumpToBookmark(-1) },
    { id: 'bookmarks', group, label: t('bookmark.manage'), run: () => showDialog('bookmarks') },
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

function comparing(): readonly Command[] {
  const group = 'palette.group.play';
  const { branches, current } = session.getState();
  const other = otherBranch();
  const parting = mainDifference();
  return [
    ...(branches.length > 1 ? [{ id: 'compare', group, label: t(other ? 'compare.close' : 'compare.open'), keys: 'C', run: toggleCompare } as const] : []),
    ...branches
      .filter(({ id }) => id !== current && id !== other?.id)
      .map(({ id, name }): Command => ({ id: `compare-${id}`, group, label: t('compare.palette.with', { name }), run: () => compare(id) })),
    { id: 'field', group, label: t('field.open.plain'), keys: 'Shift C', run: () => changeField() },
    ...(other ? [{ id: 'swap', group, label: t('compare.swap'), run: reporting(swapSides) } as const] : []),
    ...(parting ? [{ id: 'difference', group, label: t('compare.keys.difference'), keys: 'D', run: () => goToParting(parting) } as const] : []),
  ];
}

function cluster(): readonly Command[] {
  const group = 'palette.group.cluster';
  return [
    { id: 'apply', group, label: t('palette.apply'), keys: 'Ctrl S', run: apply },
    { id: 'editor', group, label: t('pane.editor'), keys: 'E', run: () => focusPane('editor') },
    { id: 'console', group, label: t('pane.console'), keys: '/', run: () => focusPane('console') },
    { id: 'add-node', group, label: t('canvas.addNode'), run: addNode },
    ...manifests(),
    { id: 'conditions', group, label: t('conditions.open'), keys: 'L', run: () => showDialog('conditions') },
    { id: 'worker', group, label: t('palette.worker'), run: () => restartEngine() },
  ];
}

/** What can be done with the manifests that are open; the editor formats, once it is there. */
function manifests(): readonly Command[] {
  const group = 'palette.group.cluster';
  const { files: list, active } = files.getState();
  const { format } = editorCommands.getState();
  const file = fileOf(active);
  if (!file) return [];
  const { name } = file;
  return [
    ...(format ? [{ id: 'format', group, label: t('palette.format', { name }), keys: 'Shift Alt F', run: format } as const] : []),
    { id: 'export-one', group, label: t('palette.export.one', { name }), run: reporting(async () => (await fileIo()).downloadFile(file)) },
    ...(list.length > 1
      ? [{ id: 'export-all', group, label: t('palette.export.all'), run: reporting(async () => (await fileIo()).downloadAll(list)) } as const]
      : []),
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
    {
      id: 'requests',
      group,
      label: t(preferences.getState().requests ? 'palette.requests.hide' : 'palette.requests.show'),
      run: prefer({ requests: !preferences.getState().requests }),
    },
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
    ...LANGUAGE_CODES.map((language): Command => ({
      id: `language-${language}`,
      group,
      label: t('palette.language', { language: LANGUAGE_NAMES[language] }),
      run: () => preferences.setState({ language }),
    })),
    { id: 'keys', group, label: t('keys.title'), keys: '?', run: () => showDialog('keys') },
  ];
}
