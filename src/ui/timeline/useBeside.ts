import { useMemo } from 'react';
import { otherBranch } from '../../app/comparison.ts';
import type { Branch } from '../../app/session.ts';
import { useSlowBranch } from '../useSlowBranch.ts';
import { type Beside, besideOf } from './beside.ts';

/** What stands beside the current branch. `shown` is the chart's workload: its table and key. */
export function useBeside(branch: Branch, shown: string | undefined): Beside | undefined {
  const other = useSlowBranch(otherBranch);
  return useMemo(() => besideOf(branch, other, shown), [branch, other, shown]);
}
