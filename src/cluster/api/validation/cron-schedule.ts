/** Cron schedules and time zones. Models the parser of robfig/cron that kube-apiserver uses, for what it refuses. */

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: Readonly<Record<string, number>>;
}

const numbered = (names: string, first: number): Readonly<Record<string, number>> =>
  Object.fromEntries(names.split(' ').map((name, i) => [name, first + i] as const));

const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: numbered('jan feb mar apr may jun jul aug sep oct nov dec', 1) },
  { min: 0, max: 6, names: numbered('sun mon tue wed thu fri sat', 0) },
];
const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** What is wrong with a schedule, in the parser's words, or undefined. */
export function scheduleProblem(schedule: string): string | undefined {
  let spec = schedule;
  if (/^(CRON_)?TZ=/.test(spec)) {
    const blank = spec.indexOf(' ');
    // Go panics here, and the server says so.
    if (blank < 0) return 'invalid schedule format: runtime error: slice bounds out of range [:-1]';
    spec = spec.slice(blank).trim();
  }
  if (spec.startsWith('@')) return descriptorProblem(spec);
  const fields = spec.split(/\s+/).filter(Boolean);
  if (fields.length !== FIELDS.length) return `expected exactly ${FIELDS.length} fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [i, field] of fields.entries())
    for (const range of field.split(',').filter(Boolean)) {
      const problem = rangeProblem(range, FIELDS[i] as Bounds);
      if (problem !== undefined) return problem;
    }
  return undefined;
}

function descriptorProblem(descriptor: string): string | undefined {
  if (DESCRIPTORS.includes(descriptor)) return undefined;
  if (!descriptor.startsWith('@every ')) return `unrecognized descriptor: ${descriptor}`;
  const text = descriptor.slice('@every '.length);
  const problem = durationProblem(text);
  return problem === undefined ? undefined : `failed to parse duration ${text}: ${problem}`;
}

/** What Go's time.ParseDuration says of a text, or undefined. */
function durationProblem(text: string): string | undefined {
  const shown = JSON.stringify(text);
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return undefined;
  if (!rest) return `time: invalid duration ${shown}`;
  while (rest) {
    const number = /^(\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return `time: invalid duration ${shown}`;
    rest = rest.slice(number.length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? '';
    if (!unit) return `time: missing unit in duration ${shown}`;
    if (!['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h'].includes(unit)) return `time: unknown unit ${JSON.stringify(unit)} in duration ${shown}`;
    rest = rest.slice(unit.length);
  }
  return undefined;
}

/** A number, or what the parser says instead. */
function integer(text: string): number | string {
  if (!/^[+-]?\d+$/.test(text)) return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  const number = Number(text);
  return number < 0 ? `negative number (${number}) not allowed: ${text}` : number;
}

function rangeProblem(expression: string, { min, max, names }: Bounds): string | undefined {
  const [range = '', step, ...moreSteps] = expression.split('/');
  const [low = '', high, ...moreParts] = range.split('-');
  const named = (text: string): number | string => names?.[text.toLowerCase()] ?? integer(text);
  let start = min;
  let end = max;
  if (low !== '*' && low !== '?') {
    const first = named(low);
    if (typeof first === 'string') return first;
    const last = high === undefined ? first : moreParts.length ? first : named(high);
    if (typeof last === 'string') return last;
    if (moreParts.length) return `too many hyphens: ${expression}`;
    [start, end] = [first, last];
  }
  let by: number | string = 1;
  if (step !== undefined) {
    if (moreSteps.length) return `too many slashes: ${expression}`;
    by = integer(step);
    if (typeof by === 'string') return by;
    if (high === undefined) end = max;
  }
  if (start < min) return `beginning of range (${start}) below minimum (${min}): ${expression}`;
  if (end > max) return `end of range (${end}) above maximum (${max}): ${expression}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${expression}`;
  return by === 0 ? `step of range should be a positive number: ${expression}` : undefined;
}

/** What is wrong with the name of a time zone, or nothing. Models validateTimeZone; which zones there are, the runtime knows. */
export function timeZoneProblems(zone: string): readonly string[] {
  if (!zone) return ['timeZone must be nil or non-empty string'];
  const parts = zone.split('/');
  if (parts.some((part) => part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part)))
    return [`unknown time zone ${zone}`];
  if (zone.toLowerCase() === 'local')
    return ['timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones', ...(zone === 'Local' ? [] : [`unknown time zone ${zone}`])];
  return [];
}
