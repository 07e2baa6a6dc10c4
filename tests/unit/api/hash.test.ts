import { expect, it } from 'vitest';
import { revisionHash, templateHash } from '../../../src/kube/hash.ts';

const template = { metadata: { labels: { app: 'web', tier: 'a' } }, spec: { containers: [{ name: 'c', image: 'x:1' }] } };

it('gives equal templates equal hashes, whatever the order of their members', () => {
  const other = { spec: { containers: [{ image: 'x:1', name: 'c' }] }, metadata: { labels: { tier: 'a', app: 'web' }, annotations: undefined } };
  expect(templateHash(other)).toBe(templateHash(template));
  expect(templateHash({ ...template, spec: { containers: [{ name: 'c', image: 'x:2' }] } })).not.toBe(templateHash(template));
});

it('gives another hash for each collision, in letters that spell nothing', () => {
  const hashes = [templateHash(template), templateHash(template, 0), templateHash(template, 1), revisionHash(template, 2)];
  expect(new Set(hashes).size).toBe(4);
  for (const hash of hashes) expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/);
});
