import type { Verb } from '../core/verb.ts';

export const rollout: Verb = { path: 'rollout', use: 'rollout SUBCOMMAND', short: 'Manage the rollout of a resource' };
