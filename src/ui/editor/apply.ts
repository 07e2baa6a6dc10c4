import { applyFiles, reportFailure } from '../../app/actions.ts';
import { fileOf, files, revealLine } from '../../app/files.ts';
import { problems } from '../../app/problems.ts';
import { t } from '../words.ts';

/** Called before applying: the editor hands over what was typed last. */
let flush: () => void = () => {};
export function onBeforeApply(write: typeof flush): void {
  flush = write;
}

/**
 * `kubectl apply`, and where it was refused, the first line that caused it is shown. Without `names`, the object that is being edited is
 * saved, where one is on screen, or else all files are applied.
 */
export async function apply(names?: readonly string[]): Promise<void> {
  flush();
  try {
    const { active } = files.getState();
    if (!names && fileOf(active)?.edits !== undefined) {
      const { saveEdited } = await import('./edit.ts');
      await saveEdited(active);
      return;
    }
    const output = await applyFiles(names);
    if (!output || output.code === 0) return;
    const first = problems.getState().list.find(({ severity }) => severity === 'error');
    if (first) revealLine(first.file, first.line, first.column);
  } catch (error) {
    reportFailure(error, { died: t('editor.apply.died'), refused: (message) => t('editor.apply.refused', { message }) });
  }
}
