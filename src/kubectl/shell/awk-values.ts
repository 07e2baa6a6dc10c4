import { AwkError } from './awk-tree.ts';
import { numberText } from './awk-format.ts';

/** What comes from outside is a number where it looks like one. */
export class Given {
  readonly number: number | undefined;
  constructor(readonly text: string) {
    this.number = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
  }
}
/** Undefined is what nobody has set: both 0 and nothing. */
export type Value = number | string | Given | undefined;

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value instanceof Given) return value.number ?? leadingNumber(value.text);
  return value === undefined ? 0 : leadingNumber(value);
}
const leadingNumber = (text: string): number => Number.parseFloat(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text)?.[0] ?? '0');
export function toText(value: Value): string {
  if (typeof value === 'number') return numberText(value);
  return value instanceof Given ? value.text : (value ?? '');
}
export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (value instanceof Given) return value.number === undefined ? value.text !== '' : value.number !== 0;
  return value !== undefined && value !== '';
}
const isNumeric = (value: Value): boolean => typeof value === 'number' || value === undefined || (value instanceof Given && value.number !== undefined);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether `a < b` and the like: as numbers where both are such, otherwise as text. */
export function compares(operator: string, a: Value, b: Value): boolean {
  const difference = isNumeric(a) && isNumeric(b) ? toNumber(a) - toNumber(b) : compareText(toText(a), toText(b));
  if (operator === '==') return difference === 0;
  if (operator === '!=') return difference !== 0;
  if (operator === '<') return difference < 0;
  if (operator === '<=') return difference <= 0;
  return operator === '>' ? difference > 0 : difference >= 0;
}

export function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '^':
      return a ** b;
    default:
      if (b === 0) throw new AwkError('division by zero');
      return operator === '/' ? a / b : a % b;
  }
}
