import type { LabelSelector } from '../../../kube/meta.ts';
import type {
  Affinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinityTerm,
  Toleration,
  TopologySpreadConstraint,
  WeightedPodAffinityTerm,
} from '../../../kube/pod.ts';
import type { Cause } from '../errors.ts';
import { duplicate, forbidden, invalidValue, notSupported, required } from './field.ts';
import { labelKey, labelSelector, positive } from './meta.ts';
import { invalidFor, isDNS1123Label, isDNS1123Subdomain, isLabelValue } from './names.ts';

/** Where a Pod may run: tolerations, affinity and spreading. */

export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function* tolerations(given: readonly Toleration[] | undefined, field: string): Iterable<Cause> {
  for (const [i, { key = '', operator = '', value = '', effect = '', tolerationSeconds }] of (given ?? []).entries()) {
    const at = `${field}[${i}]`;
    if (key) yield* labelKey(key, `${at}.key`);
    if (!key && operator !== 'Exists')
      yield invalidValue(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"');
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      yield invalidValue(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
    if (operator === 'Equal' || operator === '') {
      const messages = isLabelValue(value);
      if (messages.length) yield invalidValue(`${at}.operator`, value, messages.join(';'));
    } else if (operator === 'Exists') {
      if (value) yield invalidValue(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'");
    } else if (operator === 'Lt' || operator === 'Gt') yield notSupported(`${at}.operator`, operator, ['Equal', 'Exists', 'Lt', 'Gt']);
    else yield notSupported(`${at}.operator`, operator, ['Equal', 'Exists']);
    if (effect && !TAINT_EFFECTS.includes(effect)) yield notSupported(`${at}.effect`, effect, TAINT_EFFECTS);
  }
}

function* nodeRequirement({ key, operator, values = [] }: NodeSelectorRequirement, field: string, checkValues: boolean): Iterable<Cause> {
  if (operator === 'In' || operator === 'NotIn') {
    if (!values.length) yield required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length) yield forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) yield required(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'");
  } else yield invalidValue(`${field}.operator`, operator, 'not a valid selector operator');
  yield* labelKey(key, `${field}.key`);
  if (checkValues) for (const [i, value] of values.entries()) yield* invalidFor(`${field}.values[${i}]`, value, isLabelValue(value));
}

function* nodeField({ key, operator, values = [] }: NodeSelectorRequirement, field: string): Iterable<Cause> {
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1) yield required(`${field}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
  } else yield invalidValue(`${field}.operator`, operator, 'not a valid selector operator');
  if (key !== 'metadata.name') yield invalidValue(`${field}.key`, key, 'not a valid field selector key');
  else for (const [i, value] of values.entries()) yield* invalidFor(`${field}.values[${i}]`, value, isDNS1123Subdomain(value));
}

function* nodeTerm(term: NodeSelectorTerm, field: string, checkValues: boolean): Iterable<Cause> {
  for (const [i, one] of (term.matchExpressions ?? []).entries()) yield* nodeRequirement(one, `${field}.matchExpressions[${i}]`, checkValues);
  for (const [i, one] of (term.matchFields ?? []).entries()) yield* nodeField(one, `${field}.matchFields[${i}]`);
}

export function* nodeSelector(terms: readonly NodeSelectorTerm[] | undefined, field: string): Iterable<Cause> {
  if (!terms?.length) return yield required(`${field}.nodeSelectorTerms`, 'must have at least one node selector term');
  for (const [i, term] of terms.entries()) yield* nodeTerm(term, `${field}.nodeSelectorTerms[${i}]`, true);
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

function* weight(value: number, field: string): Iterable<Cause> {
  if (value <= 0 || value > 100) yield invalidValue(`${field}.weight`, value, 'must be in the range 1-100');
}

function* labelKeys(keys: readonly string[] | undefined, selector: LabelSelector | undefined, field: string): Iterable<Cause> {
  if (!keys?.length) return;
  if (!selector) return yield forbidden(field, 'must not be specified when labelSelector is not set');
  for (const [i, key] of keys.entries()) yield* labelKey(key, `${field}[${i}]`);
}

/** matchLabelKeys and mismatchLabelKeys, which the server itself merges into the selector. */
function* mergedKeys(
  match: readonly string[] | undefined,
  mismatch: readonly string[] | undefined,
  selector: LabelSelector | undefined,
  field: string,
): Iterable<Cause> {
  yield* labelKeys(match, selector, `${field}.matchLabelKeys`);
  yield* labelKeys(mismatch, selector, `${field}.mismatchLabelKeys`);
  const seen = new Set(Object.keys(selector?.matchLabels ?? {}));
  for (const { key } of selector?.matchExpressions ?? []) {
    const at = match?.lastIndexOf(key) ?? -1;
    if (at >= 0 && seen.has(key)) yield invalidValue(`${field}[${at}]`, key, 'exists in both matchLabelKeys and labelSelector');
    seen.add(key);
  }
  for (const [i, key] of (match ?? []).entries())
    if (mismatch?.includes(key)) yield invalidValue(`${field}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys');
}

function* podTerm(term: PodAffinityTerm, field: string): Iterable<Cause> {
  yield* labelSelector(term.labelSelector, `${field}.labelSelector`);
  yield* labelSelector(term.namespaceSelector, `${field}.namespaceSelector`);
  for (const name of term.namespaces ?? []) yield* invalidFor(`${field}.namespace`, name, isDNS1123Label(name));
  yield* mergedKeys(term.matchLabelKeys, term.mismatchLabelKeys, term.labelSelector, field);
  if (!term.topologyKey) yield required(`${field}.topologyKey`, 'can not be empty');
  yield* labelKey(term.topologyKey ?? '', `${field}.topologyKey`);
}

function* podTerms(given: Affinity['podAffinity'], field: string): Iterable<Cause> {
  for (const [i, term] of (given?.[REQUIRED] ?? []).entries()) yield* podTerm(term, `${field}.${REQUIRED}[${i}]`);
  for (const [i, term] of ((given?.[PREFERRED] ?? []) as readonly WeightedPodAffinityTerm[]).entries()) {
    yield* weight(term.weight, `${field}.${PREFERRED}[${i}]`);
    yield* podTerm(term.podAffinityTerm, `${field}.${PREFERRED}[${i}].podAffinityTerm`);
  }
}

export function* affinity(given: Affinity | undefined, field: string): Iterable<Cause> {
  const node = given?.nodeAffinity;
  if (node?.[REQUIRED]) yield* nodeSelector(node[REQUIRED].nodeSelectorTerms, `${field}.nodeAffinity.${REQUIRED}`);
  for (const [i, term] of (node?.[PREFERRED] ?? []).entries()) {
    const at = `${field}.nodeAffinity.${PREFERRED}[${i}]`;
    yield* weight(term.weight, at);
    yield* nodeTerm(term.preference, `${at}.preference`, false);
  }
  yield* podTerms(given?.podAffinity, `${field}.podAffinity`);
  yield* podTerms(given?.podAntiAffinity, `${field}.podAntiAffinity`);
}

export function* spreadConstraints(given: readonly TopologySpreadConstraint[] | undefined, field: string): Iterable<Cause> {
  const actions = ['DoNotSchedule', 'ScheduleAnyway'];
  const policies = ['Honor', 'Ignore'];
  for (const [i, one] of (given ?? []).entries()) {
    const at = `${field}[${i}]`;
    const when = one.whenUnsatisfiable ?? '';
    yield* positive(one.maxSkew ?? 0, `${at}.maxSkew`);
    if (!one.topologyKey) yield required(`${at}.topologyKey`, 'can not be empty');
    if (!actions.includes(when)) yield notSupported(`${at}.whenUnsatisfiable`, when, actions);
    if (given?.slice(i + 1).some((other) => other.topologyKey === one.topologyKey && other.whenUnsatisfiable === when))
      yield duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${one.topologyKey}, ${when}}`);
    if (one.minDomains !== undefined) {
      yield* positive(one.minDomains, `${at}.minDomains`);
      if (when !== 'DoNotSchedule')
        yield invalidValue(`${at}.minDomains`, one.minDomains, `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${when}`);
    }
    for (const member of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = one[member];
      if (policy !== undefined && !policies.includes(policy)) yield notSupported(`${at}.${member}`, policy, policies);
    }
    yield* mergedKeys(one.matchLabelKeys, undefined, one.labelSelector, at);
    yield* labelSelector(one.labelSelector, `${at}.labelSelector`);
  }
}
