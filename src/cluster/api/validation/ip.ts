import type { Cause } from '../errors.ts';
import { invalidValue } from './field.ts';

/** Addresses as Go's net package reads them. Models k8s.io/apimachinery/pkg/util/validation/ip.go. */

/** 4 or 6, or undefined where the text is no address; leading zeros in an IPv4 address are tolerated, as in ParseIPSloppy. */
export function ipFamily(text: string): 4 | 6 | undefined {
  const parts = text.split('.');
  if (parts.length === 4 && parts.every((part) => /^\d{1,}$/.test(part) && Number(part) <= 255)) return 4;
  return isIPv6(text) ? 6 : undefined;
}

function isIPv6(text: string): boolean {
  if (!text.includes(':') || text.includes(':::')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  let count = groups.length;
  if (last?.includes('.')) {
    if (ipFamily(last) !== 4) return false;
    groups.pop();
    count++;
  }
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? count < 8 : count === 8;
}

export function validateIP(field: string, value: string): readonly Cause[] {
  return ipFamily(value) ? [] : [invalidValue(field, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
}

/** As for old fields, where strictness would break what is stored. */
export function validateCIDR(field: string, value: string): readonly Cause[] {
  const [address = '', bits = '', ...rest] = value.split('/');
  const family = ipFamily(address);
  const valid = family !== undefined && !rest.length && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
  return valid ? [] : [invalidValue(field, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
}
