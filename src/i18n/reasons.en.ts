import type { ReasonDictionary } from './reason-words.ts';

export const reasonsEn = {} satisfies ReasonDictionary;
