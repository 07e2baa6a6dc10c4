import { en } from './en.ts';
import { reasonsEn } from './reasons.en.ts';
import type { Language } from './words.ts';

export const language: Language = { texts: en, reasons: reasonsEn };
