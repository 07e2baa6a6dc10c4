import type { KubeObject } from '../../../kube/meta.ts';
import type { EditorFile } from '../../../app/files.ts';
import type { World } from '../../../timeline/types.ts';
import { type Difference, differencesOf } from './differences.ts';
import { type ManifestDocument, documentsOf, isFullyRead } from './documents.ts';
import { liveIn } from './live.ts';
import { type PercentageHint, percentageHints } from './percentages.ts';

export interface Analysis {
  readonly differences: readonly Difference[];
  readonly hints: readonly PercentageHint[];
  /** Every document of the file was compared: where one does not parse, nobody can say that nothing differs. */
  readonly isComplete: boolean;
}

/** Files beyond this are edited and applied like others, without marks and hints: reading them would hold up typing. */
const FILE_CHARACTERS_MAX = 400_000;

/**
 * Remembers what it found: a frame that changes none of the objects that the files are about gives the same `Analysis`,
 * so that a rollout that plays does not redraw the editor at each frame.
 */
export class Analyser {
  private last:
    | { readonly texts: readonly string[]; readonly objects: readonly (KubeObject | undefined)[]; readonly file: string; readonly analysis: Analysis }
    | undefined;

  analyse(files: readonly EditorFile[], file: string, world: World): Analysis {
    const documents = files.map(({ text }) => (text.length > FILE_CHARACTERS_MAX ? [] : documentsOf(text)));
    const lookup = liveIn(world);
    const texts = files.map(({ text }) => text);
    const objects = documents.flat().map(lookup);
    if (this.last?.file === file && sameItems(this.last.texts, texts) && sameItems(this.last.objects, objects)) return this.last.analysis;
    const index = files.findIndex(({ name }) => name === file);
    const own: readonly ManifestDocument[] = documents[index] ?? [];
    const analysis = {
      differences: differencesOf(own, lookup),
      hints: percentageHints(own, documents.flat(), lookup),
      isComplete: own.length > 0 && isFullyRead(texts[index] ?? '', own),
    };
    this.last = { texts, objects, file, analysis };
    return analysis;
  }
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
