import type { ComponentType } from 'react';
import type { Language } from '../../../app/preferences.ts';

/** Loads Monaco (1.4 MB compressed) and the component around it. Its menus are in the language of the moment at which it is loaded. */
export async function loadMonaco(language: Language): Promise<ComponentType> {
  if (language === 'zh-CN') await import('monaco-editor/nls/lang/zh-cn.js');
  const { MonacoEditor } = await import('./MonacoEditor.tsx');
  return MonacoEditor;
}
