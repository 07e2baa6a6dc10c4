import type { Verb } from '../core/verb.ts';

export const set: Verb = { path: 'set', use: 'set SUBCOMMAND', short: 'Set specific features on objects' };
