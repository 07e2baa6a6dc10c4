import { namespaceFlag } from '../../app/context.ts';
import { run } from '../../app/actions.ts';
import { fileOf, markSaved } from '../../app/files.ts';
import { notify } from '../../app/notices.ts';
import { t } from '../words.ts';
import { AnotherObject, type Edit, editsOf } from './merge-patch.ts';

/** Saves a file that `kubectl edit` opened: what was changed in it is sent as a patch, as kubectl does when its editor is closed. */
export async function saveEdited(name: string): Promise<void> {
  const file = fileOf(name);
  if (file?.edits === undefined) return;
  let edits: readonly Edit[];
  try {
    edits = editsOf(file.edits, file.text);
  } catch (error) {
    const text =
      error instanceof AnotherObject
        ? t('edit.another', { name })
        : t('edit.unreadable', { name, message: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' });
    notify({ severity: 'error', topic: 'file', text });
    return;
  }
  if (!edits.length) notify({ severity: 'info', topic: 'file', text: t('edit.unchanged') });
  let refused = false;
  for (const edit of edits) {
    const output = await run(patchLine(edit));
    refused ||= output?.code !== 0;
  }
  if (!refused) markSaved(name, file.text);
}

/** The command that a change stands for. */
export function patchLine({ kind, name, namespace, patch }: Edit): string {
  return `kubectl patch ${kind.toLowerCase()} ${name}${namespaceFlag(namespace ?? '')} --type=merge -p '${JSON.stringify(patch).replaceAll("'", String.raw`'\''`)}'`;
}
