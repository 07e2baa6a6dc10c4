import type { Cause } from '../errors.ts';
import { invalidValue, required } from './field.ts';

/** Names, keys and values, in the words of k8s.io/apimachinery/pkg/util/validation. Each returns what is wrong, or nothing. */

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_UNDERSCORE = `${LABEL_UNDERSCORE}(\\.${LABEL_UNDERSCORE})*`;
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const PERCENT = '[0-9]+%';
const HEADER = '[-A-Za-z0-9]+';

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);
const labelRegExp = whole(LABEL);
const subdomainRegExp = whole(SUBDOMAIN);
const subdomainUnderscoreRegExp = whole(SUBDOMAIN_UNDERSCORE);
const qualifiedRegExp = whole(QUALIFIED);
const labelValueRegExp = whole(LABEL_VALUE);
const configKeyRegExp = whole(CONFIG_KEY);
const percentRegExp = whole(PERCENT);
const headerRegExp = whole(HEADER);

type Messages = readonly string[];

export const maxLength = (length: number): string => `must be no more than ${length} characters`;
/** As what is shared with the declarative rules words it. */
export const maxBytes = (length: number): string => `must be no more than ${length} bytes`;
export const inRange = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;

export function regexMessage(message: string, pattern: string, ...examples: readonly string[]): string {
  if (!examples.length) return `${message} (regex used for validation is '${pattern}')`;
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;
}

/** The length in bytes, as Go counts a string. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

export function isDNS1123Label(value: string): Messages {
  const messages = byteLength(value) > 63 ? [maxLength(63)] : [];
  if (labelRegExp.test(value)) return messages;
  if (subdomainRegExp.test(value)) return [...messages, 'must not contain dots'];
  return [
    ...messages,
    regexMessage(
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
      LABEL,
      'my-name',
      '123-abc',
    ),
  ];
}

export function isDNS1123Subdomain(value: string): Messages {
  const messages = byteLength(value) > 253 ? [maxLength(253)] : [];
  if (subdomainRegExp.test(value)) return messages;
  return [
    ...messages,
    regexMessage(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
      SUBDOMAIN,
      'example.com',
    ),
  ];
}

export function isDNS1123SubdomainWithUnderscore(value: string): Messages {
  const messages = byteLength(value) > 253 ? [maxLength(253)] : [];
  if (subdomainUnderscoreRegExp.test(value)) return messages;
  return [
    ...messages,
    regexMessage(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
      SUBDOMAIN_UNDERSCORE,
      'example.com',
    ),
  ];
}

/** A label's or annotation's key: a name with an optional DNS prefix. */
export function isQualifiedName(value: string): Messages {
  const parts = value.split('/');
  const messages: string[] = [];
  let name = value;
  if (parts.length === 2) {
    const [prefix = '', rest = ''] = parts;
    name = rest;
    if (prefix === '') messages.push('prefix part must be non-empty');
    else messages.push(...isDNS1123Subdomain(prefix).map((message) => `prefix part ${message}`));
  } else if (parts.length > 2)
    return [
      `a valid label key ${regexMessage("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QUALIFIED, 'MyName', 'my.name', '123-abc')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  if (name === '') messages.push('name part must be non-empty');
  else if (byteLength(name) > 63) messages.push(`name part ${maxBytes(63)}`);
  if (!qualifiedRegExp.test(name))
    messages.push(
      `name part ${regexMessage("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", QUALIFIED, 'MyName', 'my.name', '123-abc')}`,
    );
  return messages;
}

export function isLabelValue(value: string): Messages {
  const messages = byteLength(value) > 63 ? [maxBytes(63)] : [];
  if (labelValueRegExp.test(value)) return messages;
  return [
    ...messages,
    regexMessage(
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      LABEL_VALUE,
      'MyValue',
      'my_value',
      '12345',
    ),
  ];
}

export function isPortNumber(port: number): Messages {
  return port >= 1 && port <= 65_535 ? [] : [inRange(1, 65_535)];
}

export function isPortName(port: string): Messages {
  const messages = byteLength(port) > 15 ? [maxLength(15)] : [];
  if (!/^[-a-z0-9]+$/.test(port)) messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(port)) messages.push('must contain at least one letter (a-z)');
  if (port.includes('--')) messages.push('must not contain consecutive hyphens');
  if (port !== '' && (port.startsWith('-') || port.endsWith('-'))) messages.push('must not begin or end with a hyphen');
  return messages;
}

export function isPercent(value: string): Messages {
  return percentRegExp.test(value) ? [] : [regexMessage("a valid percent string must be a numeric string followed by an ending '%'", PERCENT, '1%', '93%')];
}

export function isHeaderName(value: string): Messages {
  return headerRegExp.test(value) ? [] : [regexMessage("a valid HTTP header must consist of alphanumeric characters or '-'", HEADER, 'X-Header-Name')];
}

export function isEnvVarName(value: string): Messages {
  if (value === '') return ['environment variable name must be non-empty'];
  return /^[\x20-\x3c\x3e-\x7e]*$/.test(value) ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

export function isConfigMapKey(value: string): Messages {
  const messages = byteLength(value) > 253 ? [maxLength(253)] : [];
  if (!configKeyRegExp.test(value))
    messages.push(regexMessage("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  if (value === '.') messages.push("must not be '.'");
  else if (value === '..') messages.push("must not be '..'");
  else if (value.startsWith('..')) messages.push("must not start with '..'");
  return messages;
}

const WILDCARD = `\\*\\.${SUBDOMAIN}`;
const wildcardRegExp = whole(WILDCARD);

export function isWildcardSubdomain(value: string): Messages {
  const messages = byteLength(value) > 253 ? [maxLength(253)] : [];
  if (wildcardRegExp.test(value)) return messages;
  const message =
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
  return [...messages, regexMessage(message, WILDCARD, '*.example.com')];
}

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPathRegExp = whole(HTTP_PATH);

/** `acme.io/foo`: a domain, and a path in it. */
export function domainPrefixedPath(field: string, value: string): readonly Cause[] {
  if (!value) return [required(field)];
  const slash = value.indexOf('/');
  const [host, path] = [value.slice(0, slash), value.slice(slash + 1)];
  if (slash <= 0 || !path) return [invalidValue(field, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const wrong = invalidFor(field, host, isDNS1123Subdomain(host));
  return httpPathRegExp.test(path) ? wrong : [...wrong, invalidValue(field, path, regexMessage('Invalid path', HTTP_PATH))];
}

/** A name as it may stand in a URL's path: what is asked of kinds without a rule of their own. */
export function isPathSegment(value: string): Messages {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
}

/** An Invalid value for each message. */
export function invalidFor(field: string, value: string | number, messages: Messages): readonly Cause[] {
  return messages.map((message) => invalidValue(field, value, message));
}
