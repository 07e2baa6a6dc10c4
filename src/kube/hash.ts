const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const texts = new WeakMap<object, string>();

/** A number's digits in letters that spell nothing. Models rand.SafeEncodeString. */
export function safeEncode(text: string): string {
  let encoded = '';
  for (let i = 0; i < text.length; i++) encoded += SAFE_ALPHABET[text.charCodeAt(i) % SAFE_ALPHABET.length];
  return encoded;
}

/** Plain data as text that does not depend on the order of members; absent and undefined members are the same. Kept for each object. */
export function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const known = texts.get(value);
  if (known !== undefined) return known;
  let text: string;
  if (Array.isArray(value)) text = `[${value.map(canonicalText).join(',')}]`;
  else {
    const members = value as Record<string, unknown>;
    const keys = Object.keys(members)
      .filter((key) => members[key] !== undefined)
      .sort();
    text = `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(members[key])}`).join(',')}}`;
  }
  texts.set(value, text);
  return text;
}

/**
 * The pod-template-hash of a template: `5c6b9d7f4`. The letters are those of a real cluster: FNV-1a over Go's dump of the template, then the
 * eight bytes of the collision count where there is one. Models controller.ComputeHash.
 */
export function dumpHash(dump: string, collisionCount?: number): string {
  let hash = 0x811c9dc5;
  const mix = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  eachByte(dump, mix);
  if (collisionCount !== undefined) for (let i = 0; i < 8; i++) mix(i < 4 ? (collisionCount >>> (8 * i)) & 255 : 0);
  return safeEncode(String(hash >>> 0));
}

/**
 * The hash of a ControllerRevision's data, as it stands in the revision's name and label: `77566b7f7`. The letters are those of a real
 * cluster: FNV-1 over the JSON that Go writes (members sorted), then the digits of the collision count. Models history.HashControllerRevision.
 */
export function revisionHash(data: unknown, collisionCount: number): string {
  const json = canonicalText(data).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return safeEncode(String(fnv32(`${json}${collisionCount}`)));
}

/** FNV-1 over a text's UTF-8: unlike FNV-1a, it multiplies first. */
function fnv32(text: string): number {
  let hash = 0x811c9dc5;
  eachByte(text, (byte) => {
    hash = Math.imul(hash, 0x01000193) ^ byte;
  });
  return hash >>> 0;
}

/** The bytes of a text's UTF-8. */
function eachByte(text: string, mix: (byte: number) => void): void {
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x80) mix(code);
    else if (code < 0x800) [0xc0 | (code >> 6), 0x80 | (code & 63)].forEach(mix);
    else if (code < 0x10000) [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)].forEach(mix);
    else [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)].forEach(mix);
  }
}
