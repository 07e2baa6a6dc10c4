import type { ComponentType } from 'react';
import type { LanguageCode } from '../../../i18n/words.ts';

/** Loads Monaco (1.4 MB compressed) and the component around it. Its menus are in the language of the moment at which it is loaded. */
export async function loadMonaco(language: LanguageCode): Promise<ComponentType> {
  if (language === 'zh-CN') await import('monaco-editor/nls/lang/zh-cn.js');
  const { MonacoEditor } = await import('./MonacoEditor.tsx');
  return MonacoEditor;
}
