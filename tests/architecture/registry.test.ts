import { describe, expect, it } from 'vitest';
import { PARTS } from '../../src/cluster/parts.ts';
import { en } from '../../src/i18n/en.ts';
import { zhCN } from '../../src/i18n/zh-CN.ts';
import { RESOURCES } from '../../src/kube/resources.ts';

const duplicates = (values: readonly string[]): readonly string[] => values.filter((value, index) => values.indexOf(value) !== index);
const places = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1] as string).toSorted();

describe('the registry of controllers', () => {
  it('has no name twice: a frame must say who acted', () => {
    expect(duplicates(PARTS.controllers.map(({ name }) => name))).toEqual([]);
  });

  it('says of each controller which part of Kubernetes it models, in one line', () => {
    for (const { name, models } of PARTS.controllers) {
      expect(models.trim(), name).not.toBe('');
      expect(models, name).not.toContain('\n');
      expect(models.length, name).toBeLessThan(200);
    }
  });

  // `#nodes` is a table of the simulation itself, and `*` is all of them.
  it('has every watched table among the resources', () => {
    const tables = new Set(RESOURCES.map(({ plural }) => plural));
    const unknown = PARTS.controllers.flatMap(({ name, watches }) =>
      watches.filter(({ table }) => !tables.has(table) && !/^[#*]/.test(table)).map(({ table }) => `${name}: ${table}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe('the words', () => {
  it('are the same keys in every language', () => {
    expect(Object.keys(zhCN).toSorted()).toEqual(Object.keys(en).toSorted());
  });

  it('have the same values in every language', () => {
    const texts: Readonly<Record<string, string>> = zhCN;
    // Chinese has no plural: a value that only chooses a word may be left out there, but none may be added.
    const wrong = Object.entries(en).filter(([key, text]) => {
      const [here, there] = [new Set(places(text)), new Set(places(texts[key] ?? ''))];
      const onlyChoosesAWord = (name: string): boolean => !new RegExp(`\\{${name}\\}`).test(text);
      return [...there].some((name) => !here.has(name)) || [...here].some((name) => !there.has(name) && !onlyChoosesAWord(name));
    });
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it('are translated: but for commands, no text of more than two words is the same', () => {
    const texts: Readonly<Record<string, string>> = zhCN;
    const same = Object.entries(en).filter(
      ([key, text]) => texts[key] === text && !text.startsWith('kubectl ') && text.split(/\s+/).filter((word) => /^[a-z]{3,}$/.test(word)).length > 2,
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });
});

describe('these tests', () => {
  it('find duplicates and places', () => {
    expect(duplicates(['a', 'b', 'a'])).toEqual(['a']);
    expect(places('{n} {n#frame#frames} of {length}')).toEqual(['length', 'n', 'n']);
  });
});
