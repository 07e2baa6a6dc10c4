import { compareQuantity, formatQuantity, parseQuantity } from '../../../kube/quantity.ts';
import type { Cause } from '../errors.ts';
import { forbidden, invalidValue, notSupported, required } from './field.ts';
import { invalidFor, isQualifiedName } from './names.ts';

/** Requests, limits and the names of resources. Models validateResourceRequirements and pkg/apis/core/helper. */
type Amounts = Readonly<Record<string, string>>;

const CONTAINER_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const STANDARD_RESOURCES = [
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
];
const INTEGER_RESOURCES = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
export const isStandardResource = (name: string): boolean => STANDARD_RESOURCES.includes(name) || isHugePages(name) || name.startsWith('requests.hugepages-');
const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
const isExtended = (name: string): boolean => !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
const isInteger = (name: string): boolean => INTEGER_RESOURCES.includes(name) || isExtended(name);
export const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name);

export function* nonNegativeQuantity(amount: string, field: string): Iterable<Cause> {
  if (parseQuantity(amount).nano < 0n) yield invalidValue(field, formatQuantity(parseQuantity(amount)), 'must be greater than or equal to 0');
}

export function* positiveQuantity(amount: string, field: string): Iterable<Cause> {
  if (parseQuantity(amount).nano <= 0n) yield invalidValue(field, formatQuantity(parseQuantity(amount)), 'must be greater than zero');
}

/** Not negative, and whole where the resource is counted. */
export function* resourceAmount(name: string, amount: string, field: string): Iterable<Cause> {
  yield* nonNegativeQuantity(amount, field);
  if (isInteger(name) && parseQuantity(amount).nano % 1_000_000_000n !== 0n)
    yield invalidValue(field, formatQuantity(parseQuantity(amount)), 'must be an integer');
}

export function* resourceName(name: string, field: string): Iterable<Cause> {
  const messages = isQualifiedName(name);
  yield* invalidFor(field, name, messages);
  if (!messages.length && !name.includes('/') && !isStandardResource(name))
    yield invalidValue(field, name, 'must be a standard resource type or fully qualified');
}

export function* containerResourceName(name: string, field: string): Iterable<Cause> {
  yield* resourceName(name, field);
  if (!name.includes('/')) {
    if (!CONTAINER_RESOURCES.includes(name) && !isHugePages(name)) yield invalidValue(field, name, 'must be a standard resource for containers');
  } else if (!isNative(name) && !isExtended(name)) yield invalidValue(field, name, "doesn't follow extended resource name standard");
}

/** For the resources of a whole Pod, whose names are fewer. */
function* podResourceName(name: string, field: string): Iterable<Cause> {
  const wrong = [...resourceName(name, field)];
  yield* wrong;
  if (!wrong.length && !['cpu', 'memory'].includes(name) && !isHugePages(name)) yield notSupported(field, name, ['cpu', 'hugepages-', 'memory']);
}

/** An amount of huge pages is a whole number of them. */
function* hugePages(name: string, amount: string, field: string): Iterable<Cause> {
  if (!isHugePages(name)) return;
  const size = pageSize(name);
  const shown = formatQuantity(parseQuantity(amount));
  if (size === undefined || parseQuantity(amount).nano % size !== 0n) yield invalidValue(field, shown, `${shown} is not positive integer multiple of ${name}`);
}

/** The size of a page in billionths, as amounts are counted; undefined where the name says none. */
function pageSize(name: string): bigint | undefined {
  try {
    const { nano } = parseQuantity(name.slice('hugepages-'.length));
    return nano > 0n && nano % 1_000_000_000n === 0n ? nano : undefined;
  } catch {
    return undefined;
  }
}

export function* resourceRequirements(
  given: { readonly requests?: Amounts; readonly limits?: Amounts } | undefined,
  field: string,
  of: 'container' | 'pod' = 'container',
): Iterable<Cause> {
  const { requests = {}, limits = {} } = given ?? {};
  const nameRule = of === 'container' ? containerResourceName : podResourceName;
  for (const name of Object.keys(limits).sort()) {
    const at = `${field}.limits[${name}]`;
    yield* nameRule(name, at);
    yield* resourceAmount(name, limits[name] as string, at);
    yield* hugePages(name, limits[name] as string, at);
  }
  for (const name of Object.keys(requests).sort()) {
    const at = `${field}.requests[${name}]`;
    const request = requests[name] as string;
    const limit = limits[name];
    yield* nameRule(name, at);
    yield* resourceAmount(name, request, at);
    if (limit !== undefined) {
      if (compareQuantity(request, limit) !== 0 && !mayOvercommit(name))
        yield invalidValue(`${field}.requests`, request, `must be equal to ${name} limit of ${limit}`);
      else if (compareQuantity(request, limit) > 0) yield invalidValue(`${field}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`);
    } else if (!mayOvercommit(name)) yield required(`${field}.limits`, 'Limit must be set for non overcommitable resources');
    yield* hugePages(name, request, at);
  }
  const all = [...Object.keys(limits), ...Object.keys(requests)];
  if (all.some(isHugePages) && !all.some((name) => name === 'cpu' || name === 'memory')) yield forbidden(field, 'HugePages require cpu or memory');
}
