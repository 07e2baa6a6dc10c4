import { describe, expect, it } from 'vitest';
import { countsOf } from '../../../src/app/counts.ts';

const withStatus = (status: object): object => ({ kind: 'Deployment', status });

describe('what a change counted anew', () => {
  it('names the counters of a status that differ', () => {
    expect(
      countsOf({
        before: withStatus({ replicas: 4, readyReplicas: 3, observedGeneration: 1 }),
        after: withStatus({ replicas: 4, readyReplicas: 4, observedGeneration: 2 }),
      }),
    ).toEqual([{ name: 'readyReplicas', before: 3, after: 4 }]);
  });

  it('takes a counter that is not there for none', () => {
    expect(countsOf({ before: withStatus({ unavailableReplicas: 1 }), after: withStatus({ availableReplicas: 0 }) })).toEqual([
      { name: 'unavailableReplicas', before: 1, after: undefined },
    ]);
  });

  it('reads what is used of a quota', () => {
    expect(countsOf({ before: withStatus({ used: { pods: '2' } }), after: withStatus({ used: { pods: '3' } }) })).toEqual([
      { name: 'used pods', before: '2', after: '3' },
    ]);
  });

  it('says nothing of what is gone, or has no status', () => {
    expect(countsOf({ before: withStatus({ replicas: 1 }), after: undefined })).toEqual([]);
    expect(countsOf({ before: undefined, after: { data: {} } })).toEqual([]);
  });
});
