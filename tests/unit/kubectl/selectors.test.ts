import { describe, expect, it } from 'vitest';
import { parseLabelSelector } from '../../../src/kubectl/resources/label-selector.ts';

const refusal = (text: string): string => {
  try {
    parseLabelSelector(text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};
const NAME =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

describe('a label selector', () => {
  it('is read as labels.Parse reads it', () => {
    expect(parseLabelSelector('a=b,c!=d , e in (y,x,y),f notin (),!g,h,i>5')).toEqual([
      { key: 'a', operator: 'Equals', values: ['b'] },
      { key: 'c', operator: 'NotEquals', values: ['d'] },
      { key: 'e', operator: 'In', values: ['x', 'y'] },
      { key: 'f', operator: 'NotIn', values: [''] },
      { key: 'g', operator: 'DoesNotExist', values: [] },
      { key: 'h', operator: 'Exists', values: [] },
      { key: 'i', operator: 'Gt', values: ['5'] },
    ]);
    expect(parseLabelSelector('')).toEqual([]);
    expect(parseLabelSelector('a in (b,)')[0]?.values).toEqual(['', 'b']);
  });

  it.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a>b', "unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"],
    ['-a', `unable to parse requirement: <nil>: Invalid value: "-a": ${NAME}`],
  ])('%s is refused in its words', (text, message) => {
    expect(refusal(text)).toBe(message);
  });
});
