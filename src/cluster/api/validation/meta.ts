import type { KubeObject, LabelSelector, Labels, ObjectMeta, OwnerReference } from '../../../kube/meta.ts';
import { deepEqual } from '../equal.ts';
import type { Cause } from '../errors.ts';
import { forbidden, invalidValue, required, tooLong } from './field.ts';
import { byteLength, invalidFor, isDNS1123Label, isLabelValue, isQualifiedName } from './names.ts';

/** Metadata, labels and selectors. Models apimachinery's ValidateObjectMeta and the validation of metav1. */

const ANNOTATIONS_BYTES_MAX = 256 * 1024;

export function* nonNegative(value: number | undefined, field: string): Iterable<Cause> {
  if (value !== undefined && value < 0) yield invalidValue(field, value, 'must be greater than or equal to 0');
}

export function* positive(value: number, field: string): Iterable<Cause> {
  if (value <= 0) yield invalidValue(field, value, 'must be greater than zero');
}

export function* immutable(next: unknown, previous: unknown, field: string): Iterable<Cause> {
  if (!deepEqual(next, previous)) yield invalidValue(field, next, 'field is immutable');
}

export function* labelKey(key: string, field: string): Iterable<Cause> {
  yield* invalidFor(field, key, isQualifiedName(key));
}

export function* labels(given: Labels | undefined, field: string): Iterable<Cause> {
  for (const key of Object.keys(given ?? {}).sort()) {
    yield* labelKey(key, field);
    const value = (given as Labels)[key] as string;
    yield* invalidFor(field, value, isLabelValue(value));
  }
}

export function* annotations(given: Labels | undefined, field: string): Iterable<Cause> {
  let bytes = 0;
  for (const key of Object.keys(given ?? {}).sort()) {
    yield* invalidFor(field, key, isQualifiedName(key.toLowerCase()));
    bytes += byteLength(key) + byteLength((given as Labels)[key] as string);
  }
  if (bytes > ANNOTATIONS_BYTES_MAX) yield tooLong(field, ANNOTATIONS_BYTES_MAX);
}

function* ownerReferences(references: readonly OwnerReference[], field: string): Iterable<Cause> {
  let controller = '';
  for (const reference of references) {
    if (!reference.apiVersion || reference.apiVersion.endsWith('/'))
      yield invalidValue(`${field}.apiVersion`, reference.apiVersion ?? '', 'version must not be empty');
    if (!reference.kind) yield invalidValue(`${field}.kind`, reference.kind ?? '', 'must not be empty');
    if (!reference.name) yield invalidValue(`${field}.name`, reference.name ?? '', 'must not be empty');
    if (!reference.uid) yield invalidValue(`${field}.uid`, reference.uid ?? '', 'must not be empty');
    if (reference.apiVersion === 'v1' && reference.kind === 'Event') yield invalidValue(field, reference, '/v1, Kind=Event is disallowed from being an owner');
    if (!reference.controller) continue;
    const name = `${reference.kind}/${reference.name}`;
    if (controller)
      yield invalidValue(field, references, `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`);
    else controller = name;
  }
}

export const NOT_A_FINALIZER = 'name is neither a standard finalizer name nor is it fully qualified';
const isStandardFinalizer = (name: string): boolean => ['kubernetes', 'orphan', 'foregroundDeletion'].includes(name);

function* finalizers(names: readonly string[], field: string): Iterable<Cause> {
  for (const name of names) yield* invalidFor(field, name, isQualifiedName(name));
  if (names.includes('orphan') && names.includes('foregroundDeletion'))
    yield invalidValue(field, names, 'finalizer orphan and foregroundDeletion cannot be both set');
}

/** Without a domain, only the server's own finalizers are taken. Models validateKubeFinalizerName. */
function* unqualifiedFinalizers(names: readonly string[], field: string): Iterable<Cause> {
  for (const [i, name] of names.entries()) if (!name.includes('/') && !isStandardFinalizer(name)) yield invalidValue(`${field}[${i}]`, name, NOT_A_FINALIZER);
}

/** Everything but the name. */
function* common(metadata: ObjectMeta, namespaced: boolean): Iterable<Cause> {
  if (namespaced) {
    if (!metadata.namespace) yield required('metadata.namespace');
    else yield* invalidFor('metadata.namespace', metadata.namespace, isDNS1123Label(metadata.namespace));
  } else if (metadata.namespace) yield forbidden('metadata.namespace', 'not allowed on this type');
  yield* nonNegative(metadata.generation, 'metadata.generation');
  yield* labels(metadata.labels, 'metadata.labels');
  yield* annotations(metadata.annotations, 'metadata.annotations');
  yield* ownerReferences(metadata.ownerReferences ?? [], 'metadata.ownerReferences');
  yield* finalizers(metadata.finalizers ?? [], 'metadata.finalizers');
}

/** A name that is to get a suffix may end in a hyphen. Models maskTrailingDash. */
export const asPrefix = (prefix: string): string => (prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix);

/** The metadata of a new object. `isName` says what is wrong with a name of this kind. */
export function* objectMeta({ metadata }: KubeObject, namespaced: boolean, isName: (name: string) => readonly string[]): Iterable<Cause> {
  if (metadata.generateName) yield* invalidFor('metadata.generateName', metadata.generateName, isName(asPrefix(metadata.generateName)));
  if (!metadata.name) yield required('metadata.name', 'name or generateName is required');
  else yield* invalidFor('metadata.name', metadata.name, isName(metadata.name));
  yield* common(metadata, namespaced);
  yield* unqualifiedFinalizers(metadata.finalizers ?? [], 'metadata.finalizers');
}

/** The metadata of a changed object; what a client cannot change at all, the server has put back before. */
export function* objectMetaUpdate(next: KubeObject, previous: KubeObject, namespaced: boolean): Iterable<Cause> {
  const { metadata } = next;
  yield* common(metadata, namespaced);
  if (previous.metadata.deletionTimestamp !== undefined) {
    const added = (metadata.finalizers ?? []).filter((name) => !previous.metadata.finalizers?.includes(name)).sort();
    if (added.length)
      yield forbidden(
        'metadata.finalizers',
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => JSON.stringify(name)).join(', ')}}`,
      );
  }
  yield* unqualifiedFinalizers(metadata.finalizers ?? [], 'metadata.finalizers');
}

/** A label selector. `values` false: invalid values of labels are let through. */
export function* labelSelector(selector: LabelSelector | undefined, field: string): Iterable<Cause> {
  if (!selector) return;
  yield* labels(selector.matchLabels, `${field}.matchLabels`);
  for (const [i, { key, operator, values = [] }] of (selector.matchExpressions ?? []).entries()) {
    const at = `${field}.matchExpressions[${i}]`;
    if (operator === 'In' || operator === 'NotIn') {
      if (!values.length) yield required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length) yield forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    } else yield invalidValue(`${at}.operator`, operator, 'not a valid selector operator');
    yield* labelKey(key, `${at}.key`);
    for (const [j, value] of values.entries()) yield* invalidFor(`${at}.values[${j}]`, value, isLabelValue(value));
  }
}

/** Whether LabelSelectorAsSelector takes the selector; it checks once more what `labelSelector` has said. */
export function isUsableSelector(selector: LabelSelector | undefined): boolean {
  for (const _ of labelSelector(selector, '')) return false;
  return true;
}

export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return selector !== undefined && Object.keys(selector.matchLabels ?? {}).length === 0 && !selector.matchExpressions?.length;
}
