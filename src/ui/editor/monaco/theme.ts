import * as monaco from 'monaco-editor/editor/editor.api.js';

/** Monaco takes colours as hex only, so the page's custom properties stand here a second time: keep them in step with theme.css. */
const LIGHT = {
  text: '#1a2130',
  muted: '#566072',
  accent: '#1f50c2',
  number: '#a8480a',
  keyword: '#6a3fb5',
  background: '#ffffff',
  raised: '#ffffff',
  border: '#c8cfdb',
  hover: '#f0f3f9',
  selected: '#e9f0ff',
  selection: '#c7d7fb',
  line: '#f3f5f9',
  lineNumber: '#6b7588',
  error: '#b8232c',
  warning: '#8a5a00',
};
const DARK: typeof LIGHT = {
  text: '#e6eaf2',
  muted: '#a3aec2',
  accent: '#9dbbff',
  number: '#f0a765',
  keyword: '#c9a9ff',
  background: '#151a26',
  raised: '#1b2130',
  border: '#414c63',
  hover: '#222a3b',
  selected: '#1d2f57',
  selection: '#2c4478',
  line: '#1d2433',
  lineNumber: '#8a96ac',
  error: '#ff9490',
  warning: '#eec06b',
};

function theme(base: 'vs' | 'vs-dark', of: typeof LIGHT): monaco.editor.IStandaloneThemeData {
  const rule = (token: string, foreground: string, fontStyle?: string): monaco.editor.ITokenThemeRule => ({
    token,
    foreground: foreground.slice(1),
    ...(fontStyle ? { fontStyle } : {}),
  });
  return {
    base,
    inherit: true,
    rules: [
      rule('', of.text),
      rule('type.yaml', of.accent),
      rule('string.yaml', of.text),
      rule('number.yaml', of.number),
      rule('number.float.yaml', of.number),
      rule('keyword.yaml', of.keyword),
      rule('operators.yaml', of.muted),
      rule('operators.directivesEnd.yaml', of.muted, 'bold'),
      rule('comment.yaml', of.muted, 'italic'),
      rule('delimiter', of.muted),
    ],
    colors: {
      'editor.background': of.background,
      'editor.foreground': of.text,
      'editor.lineHighlightBackground': of.line,
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': of.selection,
      'editorCursor.foreground': of.accent,
      'editorLineNumber.foreground': of.lineNumber,
      'editorLineNumber.activeForeground': of.text,
      // Monaco dims numbers of lines that are not rendered fully: too faint to read.
      'editorLineNumber.dimmedForeground': of.lineNumber,
      'editorGutter.background': of.background,
      'editorIndentGuide.background1': of.hover,
      'editorWidget.background': of.raised,
      'editorWidget.border': of.border,
      'editorHoverWidget.background': of.raised,
      'editorHoverWidget.border': of.border,
      'editorSuggestWidget.background': of.raised,
      'editorSuggestWidget.border': of.border,
      'editorSuggestWidget.selectedBackground': of.selected,
      'editorSuggestWidget.selectedForeground': of.text,
      'editorSuggestWidget.highlightForeground': of.accent,
      'editorSuggestWidget.focusHighlightForeground': of.accent,
      'list.hoverBackground': of.hover,
      'list.activeSelectionBackground': of.selected,
      'list.activeSelectionForeground': of.text,
      'menu.background': of.raised,
      'menu.foreground': of.text,
      'menu.selectionBackground': of.selected,
      'menu.selectionForeground': of.text,
      'menu.border': of.border,
      'input.background': of.background,
      'input.border': of.border,
      focusBorder: of.accent,
      'editorError.foreground': of.error,
      'editorWarning.foreground': of.warning,
      'scrollbarSlider.background': `${of.muted}44`,
      'scrollbarSlider.hoverBackground': `${of.muted}66`,
      'scrollbarSlider.activeBackground': `${of.muted}88`,
      'scrollbar.shadow': '#00000000',
    },
  };
}

export function defineThemes(): void {
  monaco.editor.defineTheme('rolloutscope-light', theme('vs', LIGHT));
  monaco.editor.defineTheme('rolloutscope-dark', theme('vs-dark', DARK));
}

/** Keeps Monaco in step with the page's theme. Returns how to stop. */
export function followTheme(): () => void {
  const root = document.documentElement;
  const write = (): void => monaco.editor.setTheme(root.dataset['theme'] === 'dark' ? 'rolloutscope-dark' : 'rolloutscope-light');
  write();
  const observer = new MutationObserver(write);
  observer.observe(root, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
