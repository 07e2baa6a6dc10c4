/** An id that nobody else has. Not `crypto.randomUUID`: a school's server may speak plain http, where that is missing. */
export function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
