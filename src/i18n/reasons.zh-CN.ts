import type { ReasonDictionary } from './reason-words.ts';

export const reasonsZhCN = {} satisfies ReasonDictionary;
