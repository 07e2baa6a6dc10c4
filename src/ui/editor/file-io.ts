import { type EditorFile, addFile, fileOf, files, isManifest } from '../../app/files.ts';
import { notify } from '../../app/notices.ts';
import { t } from '../words.ts';

/** The most that one file may hold: above what an API server takes, and below what would slow the page down. */
export const FILE_CHARACTERS_MAX = 2_000_000;
const MANIFEST_NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*\.(ya?ml|json)$/iu;

/** `5.0 MB`. */
export function sizeText(characters: number): string {
  return characters < 1_000_000 ? `${Math.ceil(characters / 1_000)} kB` : `${(characters / 1_000_000).toFixed(1)} MB`;
}

const sizes = (characters: number): { readonly size: string; readonly limit: string } => ({
  size: sizeText(characters),
  limit: sizeText(FILE_CHARACTERS_MAX),
});

/** Refuses a text that is too large with a notice that says why; `paste` words it for one that is being pasted into a file. */
export function refuseLarge(characters: number, name: string, paste = false): boolean {
  if (characters <= FILE_CHARACTERS_MAX) return false;
  const values = sizes(characters);
  notify({ severity: 'error', topic: 'file', text: paste ? t('editor.refused.paste', values) : t('editor.refused.large', { name, ...values }) });
  return true;
}

/** Opens a pasted manifest in a tab of its own. False, and nothing done, for a text that is none; one that is too large is refused with the reason. */
export function openPasted(text: string): boolean {
  if (!looksLikeManifest(text)) return false;
  if (!refuseLarge(text.length, PASTED_NAME, true)) addFile(PASTED_NAME, text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
  return true;
}
const PASTED_NAME = 'pasted.yaml';

/** Whether a text names an object: whatever stands in front of its lines. */
export function looksLikeManifest(text: string): boolean {
  return /^.{0,12}["']?kind["']?\s*[:：]/m.test(text) && /^.{0,12}["']?apiVersion["']?\s*[:：]/m.test(text);
}

/** Opens files that were dropped or chosen, each in a tab of its own. What is no manifest is refused by name. */
export async function openFiles(list: Iterable<File>): Promise<void> {
  const refused: string[] = [];
  for (const file of list) {
    const why = await openOne(file);
    if (why !== undefined) refused.push(why);
  }
  if (refused.length) notify({ severity: 'error', topic: 'file', text: refused.join(' ') });
}

/** Opens a file, or says why it is refused. */
async function openOne(file: File): Promise<string | undefined> {
  if (!isManifest(file.name)) return t('editor.refused.kind', { name: file.name });
  if (file.size > FILE_CHARACTERS_MAX) return t('editor.refused.large', { name: file.name, ...sizes(file.size) });
  let text: string;
  try {
    text = await file.text();
  } catch {
    // A folder with such a name, or a file that went meanwhile.
    return t('editor.refused.unreadable', { name: file.name });
  }
  if (text.includes('\0')) return t('editor.refused.binary', { name: file.name });
  // A file that stands here with the same text is shown and not doubled.
  const normal = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const name = safeName(file.name);
  if (fileOf(name)?.text === normal) files.setState({ active: name });
  else addFile(name, normal);
  return undefined;
}

/** A name that a command line can hold: letters of any language, digits, dots and dashes. */
export function safeName(name: string): string {
  const ending = /\.(ya?ml|json)$/i.exec(name)?.[0] ?? '.yaml';
  const stem = name
    .slice(0, name.length - ending.length)
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}_]+|-+$/gu, '');
  return `${stem || 'manifest'}${ending}`;
}

/** A name as it was typed, with `.yaml` where it has no ending; undefined where it cannot name a file. */
export function nameFrom(typed: string): string | undefined {
  const trimmed = typed.trim();
  const name = /\.(ya?ml|json)$/i.test(trimmed) ? trimmed : `${trimmed}.yaml`;
  return MANIFEST_NAME.test(name) ? name : undefined;
}

function download(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Revoked later: some browsers read it only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function downloadFile({ name, text }: EditorFile): void {
  download(name, new Blob([text], { type: 'text/yaml' }));
}

/** All files in one zip; the library is loaded when it is first needed. */
export async function downloadAll(list: readonly EditorFile[]): Promise<void> {
  const { strToU8, zipSync } = await import('fflate');
  const zip = zipSync(Object.fromEntries(list.map(({ name, text }) => [name, strToU8(text)])));
  download('manifests.zip', new Blob([zip as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
}
