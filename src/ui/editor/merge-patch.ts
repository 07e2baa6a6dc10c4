import { parseAllDocuments } from 'yaml';
import { isPlain } from '../../timeline/plain.ts';

type Plain = Readonly<Record<string, unknown>>;
/** The JSON merge patch (RFC 7386) that makes `after` of `before`: lists are replaced as wholes, `null` takes a field away. Undefined: they are equal. */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (!isPlain(before) || !isPlain(after)) return JSON.stringify(before) === JSON.stringify(after) ? undefined : after;
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (!(key in after)) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const part = key in before ? mergePatch(before[key], value) : value;
    if (part !== undefined) patch[key] = part;
  }
  return Object.keys(patch).length ? patch : undefined;
}

/** What an object that was edited is, and what was changed of it. */
export interface Edit {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly patch: unknown;
}

/** Thrown where the edited text is another object's. */
export class AnotherObject extends Error {}

/** What was changed between two texts of the same objects; those that are as before are left out. Throws where a text cannot be read. */
export function editsOf(before: string, after: string): readonly Edit[] {
  const [olds, news] = [before, after].map((text) => parseAllDocuments(text, { version: '1.1' }).map(read)) as [unknown[], unknown[]];
  if (olds.length !== news.length) throw new AnotherObject();
  return olds.flatMap((old, index) => {
    const now = news[index];
    if (!isPlain(old) || !isPlain(now) || identity(old) !== identity(now)) throw new AnotherObject();
    // The status is not the editor's to write: the API server leaves it out as well.
    const patch = mergePatch({ ...old, status: undefined }, { ...now, status: undefined });
    const { name, namespace } = old['metadata'] as Plain;
    return patch === undefined
      ? []
      : [{ kind: String(old['kind']), name: String(name), namespace: namespace === undefined ? undefined : String(namespace), patch }];
  });
}

function read(document: ReturnType<typeof parseAllDocuments>[number]): unknown {
  const [error] = document.errors ?? [];
  if (error) throw error;
  return document.toJS({ maxAliasCount: 100 });
}

function identity({ apiVersion, kind, metadata }: Plain): string {
  const { name, namespace } = isPlain(metadata) ? metadata : {};
  return JSON.stringify([apiVersion, kind, name, namespace]);
}
