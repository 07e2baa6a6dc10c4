import { describe, expect, it } from 'vitest';
import { exampleOf } from '../../../src/app/examples.ts';
import { backOff, recommendation } from '../../../src/i18n/arithmetic.ts';
import { reasonText } from '../../../src/i18n/reason-words.ts';
import { reasonsEn } from '../../../src/i18n/reasons.en.ts';
import { Session } from '../../../src/scenario/session.ts';

describe('the arithmetic of reasons', () => {
  it('multiplies the ready Pods by the ratio', () => {
    expect(recommendation({ ready: 4, unready: 0, missing: 0, ratio: 1.45, cautiousRatio: null, recommended: 6 })).toBe('ceil(4 × 1.45)');
  });
  it('counts the Pods that were filled in', () => {
    expect(recommendation({ ready: 2, unready: 1, missing: 1, ratio: 1.8, cautiousRatio: 1.2, recommended: 5 })).toBe('ceil(4 × 1.2)');
    expect(recommendation({ ready: 2, unready: 1, missing: 1, ratio: 0.4, cautiousRatio: 0.6, recommended: 2 })).toBe('ceil(3 × 0.6)');
  });
  it('shows no product that is not what was recommended', () => {
    expect(recommendation({ ready: 4, unready: 0, missing: 0, ratio: 1.05, cautiousRatio: null, recommended: 4 })).toBe('');
  });
  it('doubles a back-off up to five minutes', () => {
    expect([10, 40, 300, 7].map((backoff) => backOff({ backoff }))).toEqual(['min(10 s × 2^0, 300 s)', 'min(10 s × 2^2, 300 s)', 'min(10 s × 2^n, 300 s)', '']);
  });

  it('adds up for every decision of an autoscaler under a wave', () => {
    const session = Session.open((exampleOf('autoscaler') as NonNullable<ReturnType<typeof exampleOf>>).tape);
    session.runUntil(600_000);
    const scaled = session.cluster.log.entries.filter(({ reason }) => reason.rule.startsWith('hpa/scale-'));
    expect(scaled.length).toBeGreaterThan(5);
    for (const { reason } of scaled) {
      const { maths = [] } = reasonText(reasonsEn, reason);
      expect(
        maths.some((line) => /^recommended = ceil\(\d+ × [\d.]+\) = \d+$/.test(line)),
        maths.join('\n'),
      ).toBe(true);
      for (const line of maths) expect(line).not.toMatch(/\d\.\d{4}/);
    }
  });
});
