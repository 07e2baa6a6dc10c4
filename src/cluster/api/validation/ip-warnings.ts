import { quote } from './field.ts';
import { cidrBytes, ipBytes, ipText } from './ip.ts';

/** Addresses that are taken, but would be written otherwise. Models GetWarningsForIP and GetWarningsForCIDR. */

const isStrictIPv4 = (text: string): boolean => /^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text);
const isMapped = (text: string, bytes: readonly number[]): boolean => text.includes(':') && bytes.length === 4;

export function* ipWarnings(value: string, field: string): Iterable<string> {
  const bytes = ipBytes(value);
  if (!bytes) return;
  const shown = ipText(bytes);
  if (isMapped(value, bytes) || (bytes.length === 4 && !isStrictIPv4(value)))
    yield `${field}: non-standard IP address ${quote(value)} is invalid: use "${shown}"`;
  else if (bytes.length === 16 && shown !== value) yield `${field}: IPv6 address ${quote(value)} should be in RFC 5952 canonical format ("${shown}")`;
}

export function* cidrWarnings(value: string, field: string): Iterable<string> {
  const range = cidrBytes(value);
  if (!range) return;
  const { bytes, bits } = range;
  const network = ipText(bytes.map((byte, i) => byte & (0xff << Math.max(0, Math.min(8, 8 * (i + 1) - bits))) & 0xff));
  const [address = '', suffix = ''] = value.split('/');
  let said = false;
  if (network !== ipText(bytes)) {
    yield `${field}: CIDR value ${quote(value)} is ambiguous in this context (should be "${network}/${bits}" or "${ipText(bytes)}/${bytes.length * 8}"?)`;
    said = true;
  }
  if (isMapped(address, bytes) || (bytes.length === 4 && !isStrictIPv4(address)) || /^0\d/.test(suffix)) {
    yield `${field}: non-standard CIDR value ${quote(value)} is invalid: use "${network}/${bits}"`;
    said = true;
  }
  if (!said && bytes.length === 16 && `${ipText(bytes)}/${bits}` !== value)
    yield `${field}: IPv6 CIDR value ${quote(value)} should be in RFC 5952 canonical format ("${ipText(bytes)}/${bits}")`;
}
