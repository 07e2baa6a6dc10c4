import { describe, expect, it } from 'vitest';
import {
  addQuantity,
  canonicalQuantity,
  compareQuantity,
  fromMilli,
  fromWhole,
  milliValue,
  parseQuantity,
  storedQuantity,
  subtractQuantity,
  wholeValue,
} from '../../../src/kube/quantity.ts';

describe('quantities', () => {
  it.each([
    ['0', '0'],
    ['0Mi', '0'],
    ['1', '1'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['1.5Gi', '1536Mi'],
    ['1024Mi', '1Gi'],
    ['1023', '1023'],
    ['2000', '2k'],
    ['1e3', '1e3'],
    ['12E6', '12e6'],
    ['1E', '1E'],
    ['100Ki', '100Ki'],
    ['512', '512'],
    ['1Ki', '1Ki'],
    ['-1Gi', '-1Gi'],
    ['+3', '3'],
    ['0.1m', '100u'],
    ['1.1Ki', '1126400m'],
    ['1.', '1'],
  ])('%s is %s in its canonical form', (text, canonical) => expect(canonicalQuantity(text)).toBe(canonical));

  it.each(['10 m', '', 'abc', '1GiB', '1 Gi', '1m1'])('refuses %j as the API does', (text) => {
    expect(() => parseQuantity(text)).toThrow(/^quantities must match|^unable to parse/);
  });

  it('rounds up to thousandths and to whole units', () => {
    expect([milliValue('0.1m'), milliValue('250m'), milliValue('2'), wholeValue('1500m'), wholeValue('1Gi'), wholeValue('-1500m')]).toEqual([
      1, 250, 2000, 2, 1073741824, -1,
    ]);
    expect(storedQuantity('0.1m')).toBe('1m');
  });

  it('compares, adds and subtracts exactly, in the suffixes of the first', () => {
    expect(compareQuantity('1', '1000m')).toBe(0);
    expect(compareQuantity('1Gi', '1G')).toBeGreaterThan(0);
    expect(addQuantity('100m', '0.9')).toBe('1');
    expect(addQuantity('1Gi', '512Mi')).toBe('1536Mi');
    expect(addQuantity('0', '2Gi')).toBe('2Gi');
    expect(subtractQuantity('1', '1')).toBe('0');
    expect([fromMilli(1500), fromMilli(3000), fromWhole(3 * 1024 ** 3), fromWhole(7, 'DecimalSI')]).toEqual(['1500m', '3', '3Gi', '7']);
  });
});
