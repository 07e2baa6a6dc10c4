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

/** Whether a part of an IPv4 address, which may stand at the end of an IPv6 one, starts with a 0 that is not all of it. */
const hasLeadingZero = (address: string): boolean =>
  (address.split(':').at(-1) ?? '').split('.').length === 4 && /(^|[.:])0\d/.test(address.slice(address.lastIndexOf(':') + 1));
/** An IPv4 address written as an IPv6 one: `::ffff:10.0.0.1`. */
const isMapped = (address: string): boolean => address.includes(':') && ipBytes(address)?.length === 4;

/** An address as it may stand in a field that is older than the strict rules. `valid` are those that were there before. */
export function validateIP(field: string, value: string, valid: readonly string[] = []): readonly Cause[] {
  if (valid.includes(value)) return [];
  if (!ipFamily(value)) return [invalidValue(field, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
  if (hasLeadingZero(value)) return [invalidValue(field, value, 'must not have leading 0s')];
  return isMapped(value) ? [invalidValue(field, value, 'must not be an IPv4-mapped IPv6 address')] : [];
}

/** The same for a range. */
export function validateCIDR(field: string, value: string, valid: readonly string[] = []): readonly Cause[] {
  if (valid.includes(value)) return [];
  const [address = '', bits = ''] = value.split('/');
  if (!isCIDR(value)) return [invalidValue(field, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
  if (hasLeadingZero(address) || /^0\d/.test(bits)) return [invalidValue(field, value, 'must not have leading 0s in IP or prefix length')];
  if (isMapped(address)) return [invalidValue(field, value, 'must not have an IPv4-mapped IPv6 address')];
  const beyond = (ipBytes(address) ?? []).some((byte, i) => (byte & (0xff >> Math.min(8, Math.max(0, Number(bits) - i * 8)))) !== 0);
  return beyond ? [invalidValue(field, value, 'must not have bits set beyond the prefix length')] : [];
}

function isCIDR(value: string): boolean {
  const [address = '', bits = '', ...rest] = value.split('/');
  const family = ipFamily(address);
  return family !== undefined && !rest.length && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

const groupsOf = (text: string): number[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => {
        const parts = group.split('.').map(Number);
        return parts.length === 4
          ? [(parts[0] as number) * 256 + (parts[1] as number), (parts[2] as number) * 256 + (parts[3] as number)]
          : [Number.parseInt(group, 16)];
      });

/** The four or sixteen bytes of an address, or undefined where the text is none. An IPv4 address within an IPv6 one counts as IPv4. */
export function ipBytes(text: string): readonly number[] | undefined {
  const family = ipFamily(text);
  if (family === 4) return text.split('.').map(Number);
  if (family === undefined) return undefined;
  const [left = '', right] = text.split('::');
  const head = groupsOf(left);
  const tail = right === undefined ? [] : groupsOf(right);
  const groups = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) groups.splice(0, 6);
  return groups.flatMap((group) => [group >> 8, group & 0xff]);
}

/** An address as Go prints it: the longest run of zeros left out. */
export function ipText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i] as number) * 256 + (bytes[2 * i + 1] as number));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return best.start < 0 ? hex(groups) : `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`;
}

/** A range's address and how many of its bits count, or undefined where the text is no range. */
export function cidrBytes(text: string): { readonly bytes: readonly number[]; readonly bits: number } | undefined {
  if (!isCIDR(text)) return undefined;
  const [address = '', bits = ''] = text.split('/');
  return { bytes: ipBytes(address) ?? [], bits: Number(bits) };
}
