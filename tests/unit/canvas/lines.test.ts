import { describe, expect, it } from 'vitest';
import type { Edge } from '../../../src/scene/types.ts';
import { type CardNode, linesBetween } from '../../../src/ui/canvas/flow.ts';

const at = (id: string, x: number, y: number): CardNode => ({ id, position: { x, y }, width: 100, height: 50 }) as CardNode;
const owns = (from: string, to: string): Edge => ({ id: `${from}>${to}`, from, to, kind: 'owns' });

/** The first and the last point of a line. */
function ends(path: string | undefined): readonly number[] {
  const numbers = (path ?? '').match(/-?[\d.]+/g)?.map(Number) ?? [];
  return [...numbers.slice(0, 2), ...numbers.slice(-2)];
}

describe('a line', () => {
  const cards = [at('owner', 0, 0), at('below', 40, 200), at('beside', 300, 0)];

  it('goes from the lower edge of the one to the upper edge of the other', () => {
    expect(ends(linesBetween([owns('owner', 'below')], cards, undefined)[0]?.path)).toEqual([50, 50, 90, 200]);
  });

  it('goes from side to side where they stand beside each other', () => {
    expect(ends(linesBetween([owns('owner', 'beside')], cards, undefined)[0]?.path)).toEqual([100, 25, 300, 25]);
    expect(ends(linesBetween([owns('beside', 'owner')], cards, undefined)[0]?.path)).toEqual([300, 25, 100, 25]);
  });

  it('is lit at the card that is selected, and missing where a card is', () => {
    const lines = linesBetween([owns('owner', 'below'), owns('owner', 'beside'), owns('owner', 'gone')], cards, 'below');
    expect(lines.map(({ id, lit }) => [id, lit])).toEqual([
      ['owner>below', true],
      ['owner>beside', false],
    ]);
  });
});
