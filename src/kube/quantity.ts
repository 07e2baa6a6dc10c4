/**
 * Exact amounts of resources. Models resource.Quantity: a number and the family of suffixes in which it was written.
 * Amounts are whole numbers of 10^-9, the smallest that Kubernetes represents.
 */
export interface Quantity {
  readonly nano: bigint;
  readonly format: 'BinarySI' | 'DecimalSI' | 'DecimalExponent';
}

/** What ParseQuantity refuses, in its own words. */
export class QuantityError extends Error {}

const FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const NUMERIC_WRONG = 'unable to parse numeric part of quantity';
const SUFFIX_WRONG = "unable to parse quantity's suffix";

const NANO = 1_000_000_000n;
const MILLI = 1_000_000n;
const INT64_MAX = (1n << 63n) - 1n;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

const CACHE_MAX = 20_000;
const parsed = new Map<string, Quantity>();

const power10 = (exponent: number): bigint => 10n ** BigInt(exponent);
const ceilDiv = (a: bigint, b: bigint): bigint => (a >= 0n ? (a + b - 1n) / b : a / b);
/** Away from zero, as inf.RoundUp. */
const roundAway = (a: bigint, b: bigint): bigint => (a >= 0n ? (a + b - 1n) / b : -((-a + b - 1n) / b));

/** The amount that a manifest writes as `100m`, `1.5Gi`, `2e3` or `0.1`. Throws QuantityError in ParseQuantity's words. */
export function parseQuantity(text: string): Quantity {
  const known = parsed.get(text);
  if (known) return known;
  const quantity = parseFresh(text);
  if (parsed.size >= CACHE_MAX) parsed.clear();
  parsed.set(text, quantity);
  return quantity;
}

function parseFresh(text: string): Quantity {
  const match = text === '' ? null : SHAPE.exec(text);
  if (!match) throw new QuantityError(FORMAT_WRONG);
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  const { base, exponent, format } = interpretSuffix(suffix);
  if (whole === '' && fraction === '' && text.replace(/^[+-]/, '') !== '') throw new QuantityError(NUMERIC_WRONG);
  const digits = BigInt(`${whole}${fraction}` || '0');
  // digits × 10^-fraction × base^exponent, in 10^-9, rounded up in magnitude
  let nano: bigint;
  if (base === 2) nano = roundAway(digits * (1n << BigInt(exponent)) * NANO, power10(fraction.length));
  else {
    const scale = exponent - fraction.length + 9;
    nano = scale >= 0 ? digits * power10(scale) : roundAway(digits, power10(-scale));
  }
  if (format === 'BinarySI' && nano > INT64_MAX * NANO) nano = INT64_MAX * NANO;
  const small = format === 'BinarySI' && nano > 0n && nano < NANO;
  return { nano: sign === '-' ? -nano : nano, format: small || digits === 0n ? 'DecimalSI' : format };
}

function interpretSuffix(suffix: string): { base: 2 | 10; exponent: number; format: Quantity['format'] } {
  const decimal = (DECIMAL as readonly string[]).indexOf(suffix);
  if (decimal >= 0) return { base: 10, exponent: (decimal - 3) * 3, format: 'DecimalSI' };
  const binary = (BINARY as readonly string[]).indexOf(suffix);
  if (binary >= 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  if (/^[eE][-+]?\d+$/.test(suffix)) return { base: 10, exponent: Number(suffix.slice(1)), format: 'DecimalExponent' };
  throw new QuantityError(SUFFIX_WRONG);
}

/** The canonical form: no fraction, and the largest suffix that loses nothing. Models Quantity.String. */
export function formatQuantity({ nano, format }: Quantity): string {
  if (nano === 0n) return '0';
  const binary = format === 'BinarySI' && nano % NANO === 0n && (nano <= -1024n * NANO || nano >= 1024n * NANO);
  if (binary) {
    let number = nano / NANO;
    let step = 0;
    while (number % 1024n === 0n && step < BINARY.length - 1) {
      number /= 1024n;
      step++;
    }
    return `${number}${BINARY[step]}`;
  }
  let number = nano;
  let step = 0;
  while (number % 1000n === 0n && step < DECIMAL.length - 1) {
    number /= 1000n;
    step++;
  }
  if (format !== 'DecimalExponent') return `${number}${DECIMAL[step]}`;
  const exponent = (step - 3) * 3;
  return exponent === 0 ? `${number}` : `${number}e${exponent}`;
}

/** A quantity as the API prints it back: `1000m` becomes `1`, `1024Mi` becomes `1Gi`. Throws QuantityError. */
export function canonicalQuantity(text: string): string {
  return formatQuantity(parseQuantity(text));
}

/** Thousandths, rounded up: milli-CPU. Throws QuantityError. */
export function milliValue(text: string): number {
  return Number(ceilDiv(parseQuantity(text).nano, MILLI));
}

/** Whole units, rounded up: bytes, or a count. Throws QuantityError. */
export function wholeValue(text: string): number {
  return Number(ceilDiv(parseQuantity(text).nano, NANO));
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export function compareQuantity(a: string, b: string): number {
  if (a === b) return 0;
  const left = parseQuantity(a).nano;
  const right = parseQuantity(b).nano;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isZeroQuantity(text: string): boolean {
  return parseQuantity(text).nano === 0n;
}

/** The canonical sum; it keeps the suffixes of `a`, or those of `b` where `a` is zero. Models Quantity.Add. */
export function addQuantity(a: string, b: string): string {
  return combine(a, b, 1n);
}

/** The canonical difference, with the suffixes as in `addQuantity`. Models Quantity.Sub. */
export function subtractQuantity(a: string, b: string): string {
  return combine(a, b, -1n);
}

/** So many per cent of an amount: whole units where it is written in powers of two, else whole thousandths; rounded up. */
export function scaleQuantity(text: string, percent: number): string {
  const { nano, format } = parseQuantity(text);
  const unit = format === 'BinarySI' ? NANO : MILLI;
  return formatQuantity({ nano: roundAway(nano * BigInt(percent), 100n * unit) * unit, format });
}

function combine(a: string, b: string, sign: bigint): string {
  const left = parseQuantity(a);
  const right = parseQuantity(b);
  return formatQuantity({ nano: left.nano + sign * right.nano, format: left.nano === 0n ? right.format : left.format });
}

/** Thousandths as the API prints them: 1500 is `1500m`, 2000 is `2`. Models resource.NewMilliQuantity with DecimalSI. */
export function fromMilli(milli: number): string {
  return formatQuantity({ nano: BigInt(milli) * MILLI, format: 'DecimalSI' });
}

/** Whole units as the API prints them in the given family of suffixes: 1073741824 is `1Gi`. */
export function fromWhole(value: number, format: Quantity['format'] = 'BinarySI'): string {
  return formatQuantity({ nano: BigInt(value) * NANO, format });
}

/** What a resource list becomes in the store: amounts rounded up to thousandths and canonical. Models SetDefaults_ResourceList. */
export function storedQuantity(text: string): string {
  const { nano, format } = parseQuantity(text);
  return formatQuantity({ nano: roundAway(nano, MILLI) * MILLI, format });
}
