import type { KubeObject } from '../kube/meta.ts';
import type { Box } from './blocks.ts';
import type { History } from './history.ts';
import type { Inventory } from './inventory.ts';
import type { Card, CardFacts } from './types.ts';

export interface FamilyContext {
  readonly inventory: Inventory;
  readonly history: History;
  /** The one column's width on a narrow screen, or undefined. */
  readonly column: number | undefined;
}

/** A workload's card, where it holds no tiles. */
export const WORKLOAD_WIDTH = 276;

/** An object's card, without a place yet. */
export const cardOf = (table: string, object: KubeObject, facts: CardFacts): Omit<Card, 'rect'> => {
  const { namespace, name, uid, deletionTimestamp } = object.metadata;
  return {
    id: uid,
    ref: { table, key: namespace ? `${namespace}/${name}` : name },
    name,
    facts,
    painted: false,
    scale: 1,
    terminating: deletionTimestamp !== undefined,
  };
};

export const boxOf = (card: Omit<Card, 'rect'>, width: number, height: number, more: Partial<Box> = {}): Box => ({
  card,
  x: 0,
  y: 0,
  width,
  height,
  grid: undefined,
  standings: [],
  vacancies: [],
  at: 'owner',
  ...more,
});

/** The box of a card without tiles, so many times larger. */
export const enlarged = (box: Box, scale: number): Box =>
  scale === 1 ? box : { ...box, width: box.width * scale, height: box.height * scale, card: { ...box.card, scale } };

/** A ReplicaSet that has had its turn: one line. */
export const isFolded = ({ card }: Box): boolean => (card.facts.kind === 'replicaset' || card.facts.kind === 'replicationcontroller') && card.facts.folded;
