import { notify } from '../../../app/notices.ts';
import { t } from '../../words.ts';
import { SNIPPETS } from '../snippets.ts';
import { formatYaml } from './format.ts';
import { monaco } from './setup.ts';

const nameOf = (model: monaco.editor.ITextModel): string => model.uri.path.slice(1);

/** Formats a whole document; where it does not parse, a notice says why nothing happened. */
const formatting: monaco.languages.DocumentFormattingEditProvider = {
  displayName: 'yaml',
  provideDocumentFormattingEdits(model) {
    const formatted = formatYaml(model.getValue());
    if (typeof formatted === 'string') return formatted === model.getValue() ? [] : [{ range: model.getFullModelRange(), text: formatted }];
    notify({
      severity: 'error',
      topic: 'format',
      text: t('editor.format.refused', { name: nameOf(model), message: formatted.message, line: formatted.line, column: formatted.column }),
    });
    return [];
  },
};

/** Whether a line begins a document: nothing but comments stands between it and the file's start or a `---`. */
function beginsDocument(model: monaco.editor.ITextModel, lineNumber: number): boolean {
  for (let line = lineNumber - 1; line >= 1; line--) {
    const text = model.getLineContent(line);
    if (/^---(\s|$)/.test(text)) return true;
    if (text.trim() !== '' && !text.startsWith('#')) return false;
  }
  return true;
}

/** Offers whole manifests where a document begins. */
const snippets: monaco.languages.CompletionItemProvider = {
  provideCompletionItems(model, position) {
    const before = model.getLineContent(position.lineNumber).slice(0, position.column - 1);
    if (!/^[\w-]*$/.test(before) || !beginsDocument(model, position.lineNumber)) return { suggestions: [] };
    const range = new monaco.Range(position.lineNumber, 1, position.lineNumber, position.column);
    return {
      suggestions: SNIPPETS.map(({ name, detail, body }, index) => ({
        label: { label: name, description: t(detail) },
        kind: monaco.languages.CompletionItemKind.Snippet,
        insertText: body,
        insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
        sortText: String(index).padStart(2, '0'),
        documentation: { value: `\`\`\`yaml\n${body.replace(/\$\{\d+:([^}]*)\}/g, '$1')}\`\`\`` },
        range,
      })),
    };
  },
};

let areRegistered = false;

export function registerProviders(): void {
  if (areRegistered) return;
  areRegistered = true;
  monaco.languages.registerDocumentFormattingEditProvider('yaml', formatting);
  monaco.languages.registerCompletionItemProvider('yaml', snippets);
}
