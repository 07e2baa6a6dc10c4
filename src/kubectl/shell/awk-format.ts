/** How awk writes numbers. */

/** `%.6g`: whole numbers as they are, others with six digits that count. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? String(value) : general(value, 6);
}

/** C's `%e`: the exponent has two digits at least. */
const exponential = (value: number, digits: number): string => value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');

/** C's `%g`. */
function general(value: number, precision: number): string {
  const digits = precision || 1;
  if (value === 0) return '0';
  const exponent = Number(/e([+-]\d+)$/.exec(value.toExponential(digits - 1))?.[1]);
  const text = exponent < -4 || exponent >= digits ? exponential(value, digits - 1) : value.toFixed(Math.max(0, digits - 1 - exponent));
  return text.includes('.') ? text.replace(/\.?0+(?=e|$)/, '') : text;
}

interface Argument {
  readonly text: string;
  readonly number: number;
}

/** printf: `%-10s`, `%5.1f%%`, `%d`, `%c`, `%x`, `%e`, `%g`; `*` takes a width or a precision from the list. What is missing is nothing. */
export function formatted(format: string, args: readonly Argument[]): string {
  let next = 0;
  const take = (): Argument => args[next++] ?? { text: '', number: 0 };
  return format.replaceAll(
    /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d*))?([a-zA-Z%])/g,
    (whole, flags: string, width: string | undefined, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const size = width === '*' ? take().number : Number(width ?? 0);
      const digits = precision === undefined ? undefined : precision === '*' ? take().number : Number(precision || 0);
      const text = converted(kind, flags, digits, take);
      if (text === undefined) return whole;
      if (flags.includes('-') || size < 0) return text.padEnd(Math.abs(size));
      if (!flags.includes('0') || kind === 's' || kind === 'c') return text.padStart(size);
      const sign = /^[+ -]/.exec(text)?.[0] ?? '';
      return sign + text.slice(sign.length).padStart(size - sign.length, '0');
    },
  );
}

function converted(kind: string, flags: string, digits: number | undefined, take: () => Argument): string | undefined {
  const signed = (text: string): string => (text.startsWith('-') ? text : flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text);
  switch (kind) {
    case 's':
      return take().text.slice(0, digits);
    case 'c': {
      const { text, number } = take();
      return text === String(number) ? String.fromCharCode(number) : text.slice(0, 1);
    }
    case 'd':
    case 'i':
      return signed(String(Math.trunc(take().number)));
    case 'u':
      return String(Math.trunc(take().number));
    case 'o':
      return Math.trunc(take().number).toString(8);
    case 'x':
      return Math.trunc(take().number).toString(16);
    case 'X':
      return Math.trunc(take().number).toString(16).toUpperCase();
    case 'f':
      return signed(take().number.toFixed(digits ?? 6));
    case 'e':
      return signed(exponential(take().number, digits ?? 6));
    case 'g':
      return signed(general(take().number, digits ?? 6));
    default:
      return undefined;
  }
}
