/** Go's layouts of the API's times. */
export const RFC3339 = '2006-01-02T15:04:05Z07:00';
export const RFC3339_MICRO = '2006-01-02T15:04:05.000000Z07:00';

type Step = readonly [element: string, pattern: RegExp, range?: readonly [low: number, high: number, name: string]];

const STEPS: readonly Step[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d{2}/, [1, 12, 'month']],
  ['-', /^-/],
  ['02', /^\d{2}/],
  ['T', /^T/],
  ['15', /^\d{2}/, [0, 23, 'hour']],
  [':', /^:/],
  ['04', /^\d{2}/, [0, 59, 'minute']],
  [':', /^:/],
  ['05', /^\d{2}/, [0, 59, 'second']],
];

/**
 * What is wrong with a time, as Go's time.Parse says it; undefined where nothing is:
 * `parsing time "2020-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"`.
 */
export function timeProblem(text: string, layout: string): string | undefined {
  const cannot = (rest: string, element: string): string =>
    `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`;
  const outOfRange = (what: string): string => `parsing time ${JSON.stringify(text)}: ${what} out of range`;
  let rest = text;
  for (const [element, pattern, range] of STEPS) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) return cannot(rest, element);
    if (range && (Number(found) < range[0] || Number(found) > range[1])) return outOfRange(range[2]);
    rest = rest.slice(found.length);
  }
  if (layout === RFC3339_MICRO) {
    if (!/^\.\d{6}/.test(rest)) return cannot(rest, '.000000');
    rest = rest.slice(7);
  } else rest = rest.replace(/^[.,]\d+/, '');
  const zone = /^(?:Z|[+-]\d{2}:\d{2})/.exec(rest)?.[0];
  if (zone === undefined) return cannot(rest, 'Z07:00');
  if (rest.length > zone.length) return `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest.slice(zone.length))}`;
  const [year = 0, month = 1, day = 1] = text.slice(0, 10).split('-').map(Number);
  return day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate() ? outOfRange('day') : undefined;
}
