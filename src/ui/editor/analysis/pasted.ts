/** What else comes along when a manifest is copied: from a web page, an editor, a diff, a chat. */
type Trouble = 'fence' | 'numbers' | 'diff' | 'tabs' | 'spaces' | 'punctuation';

const LOOKS_LIKE_A_MANIFEST = /^[\s-]*["']?(?:apiVersion|kind)["']?\s*:/m;
/** Spaces that are none to YAML: no-break, ideographic and their like; and marks without a width. */
const ODD_SPACES = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;
const NO_WIDTH = /[\u200B-\u200D\u2060\uFEFF]/g;

const lines = (text: string, change: (line: string) => string): string => text.split('\n').map(change).join('\n');

/** Each takes a text, and gives it back as it is where its trouble is not there. */
const CLEANERS: Readonly<Record<Trouble, (text: string) => string>> = {
  fence: (text) =>
    text
      .split('\n')
      .filter((line) => !/^\s*(?:```|~~~)\s*[\w-]*\s*$/.test(line))
      .join('\n'),
  numbers: withoutNumbers,
  diff: withoutDiff,
  tabs: (text) => lines(text, (line) => line.replace(/^[ \t]+/, (indent) => indent.replaceAll('\t', '  '))),
  spaces: (text) =>
    lines(text, (line) => {
      const odd = (part: string): string => part.replace(NO_WIDTH, '').replace(ODD_SPACES, ' ');
      return line.replace(/^[\s\u200B-\u200D\u2060-]*/, odd).replace(/:[\s\u200B-\u200D\u2060]+/, odd);
    }),
  punctuation: (text) =>
    lines(text, (line) => {
      const comment = /(?:^|\s)#/.exec(line)?.index ?? line.length;
      const written = line
        .slice(0, comment)
        .replace(/^(\s*(?:- )?["']?[\w./-]+["']?)\uFF1A\s*/, '$1: ')
        .replaceAll(/[\u201C\u201D]/g, '"')
        .replaceAll(/[\u2018\u2019]/g, "'");
      return written + line.slice(comment);
    }),
};

/** The numbers of the lines, as editors and `cat -n` put them in front. */
function withoutNumbers(text: string): string {
  const numbered = /^\s*(\d+)(?=\D|$)\s?[:|│.)]?(.*)$/;
  let last = 0;
  const parts: string[] = [];
  for (const line of text.split('\n')) {
    const [, number, rest = ''] = numbered.exec(line) ?? [];
    if (number === undefined && line.trim() !== '') return text;
    if (number !== undefined && Number(number) <= last) return text;
    if (number !== undefined) last = Number(number);
    parts.push(rest);
  }
  const indents = parts.filter((part) => part.trim() !== '').map((part) => /^\s*/.exec(part)?.[0].length ?? 0);
  if (indents.length < 2) return text;
  const common = Math.min(...indents);
  const clean = parts.map((part) => part.slice(common).trimEnd()).join('\n');
  return LOOKS_LIKE_A_MANIFEST.test(clean) ? clean : text;
}

/** A diff becomes what stands there after it. */
function withoutDiff(text: string): string {
  const all = text.split('\n');
  const isDiff = all.every((line) => line.trim() === '' || /^(?:[-+ ]|@@|diff |index |new file|deleted file|\\ )/.test(line));
  if (!isDiff || !all.some((line) => /^\+(?!\+\+ )/.test(line))) return text;
  const kept = all.filter((line) => !/^(?:-|\+\+\+ |@@|diff |index |new file|deleted file|\\ )/.test(line)).map((line) => line.slice(1));
  const clean = kept.join('\n');
  return LOOKS_LIKE_A_MANIFEST.test(clean) ? clean : text;
}

/** What came along with a text that is no manifest as it stands, the first that is found; `clean` is the text without any of it. Undefined: nothing did. */
export function pastedAlong(text: string): { readonly what: Trouble; readonly clean: string } | undefined {
  let clean = text;
  let what: Trouble | undefined;
  for (const [name, cleaner] of Object.entries(CLEANERS) as [Trouble, (text: string) => string][]) {
    const next = cleaner(clean);
    if (next !== clean) what ??= name;
    clean = next;
  }
  return what && { what, clean };
}
