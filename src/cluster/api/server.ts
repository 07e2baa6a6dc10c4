import { type KubeObject, keyOf, splitKey } from '../../kube/meta.ts';
import type { Namespace } from '../../kube/cluster-objects.ts';
import type { Pod } from '../../kube/pod.ts';
import { type ResourceType, resourceOfKind, resourceOfTable } from '../../kube/resources.ts';
import { toTime } from '../../kube/time.ts';
import type { Random } from '../../sim/random.ts';
import type { DeleteOptions } from '../controller.ts';
import type { Store } from '../store.ts';
import { bound } from './binding.ts';
import { decode, withoutEmpty } from './decode.ts';
import { checkPreconditions, planDeletion } from './deletion.ts';
import { deepEqual } from './equal.ts';
import { ApiError, alreadyExists, invalid, notFound } from './errors.ts';
import { atItsPlace, checkVersion, serverMetadata, withDistinctOwners } from './identity.ts';
import { validateObject } from './metadata.ts';
import { type ServerCounters, copyCounters, nextVersion, strategyContext, suffixFrom, uidOf } from './server-context.ts';
import { type FieldManager, LAST_APPLIED, planApply, recordController, recordUpdate, withoutFields } from './managed-fields.ts';
import { type PatchType, applyPatch } from './patch.ts';
import { type Scale, scaleOf, withScale } from './scale.ts';
import type { Admission, Strategy, StrategyContext, WriteOptions } from './strategy.ts';
import { checkTyped } from './typed-patch.ts';
import { statusCauses } from './validation/statuses.ts';

/** 63 characters of a name, less five for the suffix. */
const GENERATED_PREFIX_MAX = 58;

/** `deployments.apps`: how the API names a resource in its errors. */
export function resourceName(resource: ResourceType): string {
  return resource.group ? `${resource.plural}.${resource.group}` : resource.plural;
}

/**
 * The API server: create, update, patch and delete with defaulting, admission, validation, versions, generations, finalizers and
 * graceful deletion. Every method is synchronous and throws ApiError in the API server's own words.
 */
export class ApiServer {
  readonly counters: ServerCounters;

  constructor(
    readonly store: Store,
    private readonly random: Random,
    private readonly clock: { readonly now: number },
    private readonly strategies: ReadonlyMap<string, Strategy>,
    private readonly admissions: readonly Admission[],
    // The first ten cluster addresses are kept for the API server (10.96.0.1) and the DNS (10.96.0.10).
    counters: ServerCounters = { resourceVersion: 1, uid: 0, clusterIP: 11 },
  ) {
    this.counters = copyCounters(counters);
  }

  /** Five characters that spell nothing, as they are appended to generateName. */
  randomSuffix(): string {
    return suffixFrom(this.random);
  }

  /** Virtual time in ms. */
  get now(): number {
    return this.clock.now;
  }

  /** The row, or ApiError NotFound. */
  mustGet(table: string, key: string): KubeObject {
    const object = this.store.get(table, key);
    if (object) return object;
    const resource = resourceOfTable(table);
    throw notFound(resource ? resourceName(resource) : table, splitKey(key).name);
  }

  /** Stores a new object and returns it as stored: defaulted, with uid, version and creation time. */
  create(given: KubeObject, options: WriteOptions = {}): KubeObject {
    const object = decoded(given, options);
    const resource = this.resourceFor(object);
    const context = this.context(options);
    const strategy = this.strategies.get(resource.plural);
    let next = this.named(withDistinctOwners(object, options), resource, options);
    if (!options.trusted) next = strategy?.applyDefaults?.(next) ?? next;
    const sent = next;
    next = this.admit(resource, next, undefined, context);
    next = strategy?.prepareForCreate?.(next, context) ?? next;
    if (!options.trusted) {
      const causes = validateObject(next, undefined, resource, strategy?.validate?.(next, context) ?? []);
      if (causes.length) throw invalid(this.kindName(resource), next.metadata.name ?? '', causes);
      for (const warning of strategy?.warnings?.(next, undefined) ?? []) options.warn?.(warning);
      next = withoutEmpty(next);
    }
    const charged = this.lastCheck(resource, next, undefined, context);
    const key = keyOf(next);
    if (this.store.get(resource.plural, key)) throw alreadyExists(resourceName(resource), next.metadata.name);
    const { deletionTimestamp: _1, deletionGracePeriodSeconds: _2, ...metadata } = next.metadata;
    const generation = strategy?.initialGeneration ?? (this.hasGeneration(strategy, next) ? 1 : undefined);
    next = {
      ...next,
      metadata: {
        ...metadata,
        uid: this.nextUid(options),
        resourceVersion: this.nextVersion(options),
        ...(generation === undefined ? {} : { generation }),
        creationTimestamp: context.nowTime,
      },
    };
    if (options.dryRun) return next;
    for (const other of charged) this.updateStatus(other, options);
    this.store.put(resource.plural, key, next);
    if (options.manager)
      recordUpdate(
        this.store,
        resource.plural,
        key,
        undefined,
        { ...sent, metadata: { ...sent.metadata, uid: next.metadata.uid } },
        options.manager,
        context.nowTime,
      );
    return next;
  }

  /** Replaces everything but the status. A set resourceVersion must be the newest. Returns the object as stored. */
  update(given: KubeObject, options: WriteOptions = {}): KubeObject {
    const object = withDistinctOwners(decoded(given, options), options);
    const resource = this.resourceFor(object);
    const key = keyOf(object);
    const previous = this.mustGet(resource.plural, key);
    checkVersion(object, previous, resourceName(resource));
    const context = this.context(options);
    const strategy = this.strategies.get(resource.plural);
    let next = object;
    if (!options.trusted) next = strategy?.applyDefaults?.(next) ?? next;
    next = this.admit(resource, next, previous, context);
    next = { ...next, metadata: serverMetadata(next, previous) };
    if (next.status !== previous.status) next = withStatus(next, previous.status);
    next = strategy?.prepareForUpdate?.(next, previous, context) ?? next;
    if (next.spec !== previous.spec && deepEqual(next.spec, previous.spec)) next = { ...next, spec: previous.spec };
    if (!options.trusted) {
      const causes = validateObject(next, previous, resource, strategy?.validateUpdate?.(next, previous, context) ?? strategy?.validate?.(next, context) ?? []);
      if (causes.length) throw invalid(this.kindName(resource), next.metadata.name, causes);
      for (const warning of strategy?.warnings?.(next, previous) ?? []) options.warn?.(warning);
      const { status } = next;
      next = withoutEmpty(next);
      // What the server itself wrote stays to the letter.
      if (status === previous.status) next = withStatus(next, status);
      if (next.spec !== previous.spec && deepEqual(next.spec, previous.spec)) next = { ...next, spec: previous.spec };
    }
    const charged = this.lastCheck(resource, next, previous, context);
    const changed = strategy?.generationChanged
      ? strategy.generationChanged(next, previous)
      : this.hasGeneration(strategy, next) && next.spec !== previous.spec;
    if (changed) next = { ...next, metadata: { ...next.metadata, generation: (previous.metadata.generation ?? 0) + 1 } };
    if (!options.dryRun) for (const other of charged) this.updateStatus(other, options);
    const stored = this.replace(resource, key, previous, next, options);
    if (!options.dryRun && options.manager) recordUpdate(this.store, resource.plural, key, previous, stored, options.manager, context.nowTime);
    else if (options.trusted) recordController(this.store, resource.plural, key, previous, stored, context.nowTime);
    return stored;
  }

  /**
   * Server-side apply: merges a configuration into the live object by each field's own rule, takes away what the same manager applied before
   * and does not any more, and remembers who owns what. `lastApplied` replaces the annotation of client-side apply where there is one.
   * Returns the object as stored; throws ApiError Conflict where it would change what others own, unless `force`.
   */
  apply(config: KubeObject, by: FieldManager, options: WriteOptions & { readonly force?: boolean; readonly lastApplied?: string } = {}): KubeObject {
    const resource = this.resourceFor(config);
    const key = keyOf(config);
    const { force = false, lastApplied, manager: _, ...write } = options;
    const live = this.store.get(resource.plural, key);
    checkTyped(config);
    const plan = planApply(this.store, resource.plural, key, live, config, by, force, toTime(this.clock.now));
    let stored: KubeObject;
    if (live) {
      const merged = withoutFields(applyPatch(live, config, 'strategic', write.fieldValidation, write.warn), plan.dropped);
      const { annotations } = merged.metadata;
      const remembers = lastApplied !== undefined && annotations?.[LAST_APPLIED] !== undefined;
      stored = this.update(
        remembers ? { ...merged, metadata: { ...merged.metadata, annotations: { ...annotations, [LAST_APPLIED]: lastApplied } } } : merged,
        write,
      );
    } else stored = this.create(config, write);
    if (!write.dryRun) plan.save(stored);
    return stored;
  }

  /**
   * Changes an object by a patch, given as plain data. `subresource` patches the status alone, or the number of replicas.
   * Returns the object (the Scale) as stored. Throws ApiError in the words of the API server's patch handlers.
   */
  patch(table: string, key: string, patch: unknown, type: PatchType, options: WriteOptions & { readonly subresource?: 'status' | 'scale' } = {}): KubeObject {
    const previous = this.mustGet(table, key);
    const { subresource, ...write } = options;
    if (subresource === 'scale')
      return this.updateScale(table, key, applyPatch(scaleOf(table, previous), patch, type, write.fieldValidation, write.warn), write);
    const next = applyPatch(previous, patch, type, write.fieldValidation, write.warn);
    const placed = atItsPlace(next, previous);
    return subresource === 'status' ? this.updateStatus(placed, write) : this.update(placed, write);
  }

  /** The scale subresource of an object. Throws ApiError NotFound where its kind has none. */
  scale(table: string, key: string): Scale {
    return scaleOf(table, this.mustGet(table, key));
  }

  /** Sets the number of replicas through the scale subresource. Returns the Scale as stored. */
  updateScale(table: string, key: string, scale: KubeObject, options: WriteOptions = {}): Scale {
    const previous = this.mustGet(table, key);
    scaleOf(table, previous);
    return scaleOf(
      table,
      this.update(withScale(previous, scale), options.manager ? { ...options, manager: { ...options.manager, subresource: 'scale' } } : options),
    );
  }

  /** Replaces the status alone (for a Pod, what the kubelet reports). Returns the object as stored. */
  updateStatus(object: KubeObject, options: WriteOptions = {}): KubeObject {
    const resource = this.resourceFor(object);
    const key = keyOf(object);
    const previous = this.mustGet(resource.plural, key);
    checkVersion(object, previous, resourceName(resource));
    const causes = options.trusted ? [] : [...statusCauses(resource.plural, object, previous)];
    if (causes.length) throw invalid(this.kindName(resource), previous.metadata.name, causes);
    // A status write may change annotations too: the Deployment controller writes its revision that way.
    const { annotations } = object.metadata;
    const sameAnnotations = annotations === undefined || annotations === previous.metadata.annotations || deepEqual(annotations, previous.metadata.annotations);
    if (sameAnnotations && (object.status === previous.status || deepEqual(object.status, previous.status))) return previous;
    const metadata = sameAnnotations ? previous.metadata : { ...previous.metadata, annotations };
    return this.replace(resource, key, previous, { ...previous, metadata, status: object.status }, options);
  }

  /** Gives a Pod to a Node and says so in its PodScheduled condition, as one write. Models the binding subresource of Pods. */
  bind(key: string, node: string): KubeObject {
    const resource = resourceOfTable('pods') as ResourceType;
    const previous = this.mustGet('pods', key) as unknown as Pod;
    const next = bound(previous, node, toTime(this.clock.now));
    return this.replace(resource, key, previous as KubeObject, next as KubeObject, {});
  }

  /**
   * Deletes: at once; or, for a Pod on a Node, after its grace period (the kubelet removes it); or, with finalizers, when the last
   * of them is gone. Returns the object as it was last stored, and whether it is gone.
   */
  delete(table: string, key: string, options: DeleteOptions = {}, write: WriteOptions = {}): { object: KubeObject; gone: boolean } {
    const resource = resourceOfTable(table) as ResourceType;
    const previous = this.mustGet(table, key);
    checkPreconditions(previous, options, resourceName(resource));
    const { gone, next } = planDeletion(previous, options, this.clock.now);
    if (!gone) return { object: next === previous ? previous : this.replace(resource, key, previous, next, write), gone };
    if (!write.dryRun) {
      this.nextVersion(write);
      this.store.put(table, key, undefined);
    }
    return { object: previous, gone };
  }

  private replace(resource: ResourceType, key: string, previous: KubeObject, next: KubeObject, options: WriteOptions): KubeObject {
    const held = resource.plural === 'namespaces' && ((next as unknown as Namespace).spec?.finalizers?.length ?? 0) > 0;
    if (!held && next.metadata.deletionTimestamp !== undefined && !next.metadata.finalizers?.length && (next.metadata.deletionGracePeriodSeconds ?? 0) === 0) {
      if (!options.dryRun) this.store.put(resource.plural, key, undefined);
      return next;
    }
    if (deepEqual(next, previous)) return previous;
    const stored = { ...next, metadata: { ...next.metadata, resourceVersion: this.nextVersion(options) } };
    if (!options.dryRun) this.store.put(resource.plural, key, stored);
    return stored;
  }

  private admit(resource: ResourceType, object: KubeObject, previous: KubeObject | undefined, context: StrategyContext): KubeObject {
    let next = object;
    for (const admission of this.admissions) if (admission.admit && admission.tables.includes(resource.plural)) next = admission.admit(next, previous, context);
    return next;
  }

  /** The plugins that only refuse; returns the objects whose status is to be written together with this one. */
  private lastCheck(resource: ResourceType, object: KubeObject, previous: KubeObject | undefined, context: StrategyContext): readonly KubeObject[] {
    const charged: KubeObject[] = [];
    for (const admission of this.admissions)
      if (admission.validate && admission.tables.includes(resource.plural)) charged.push(...(admission.validate(object, previous, context) ?? []));
    return charged;
  }

  /** An object with its namespace (none for a cluster's kind) and its name, made up from generateName where it has none. */
  private named(object: KubeObject, resource: ResourceType, options: WriteOptions): KubeObject {
    let { metadata } = object;
    if (resource.namespaced && !metadata.namespace) metadata = { ...metadata, namespace: 'default' };
    if (!resource.namespaced && metadata.namespace !== undefined) {
      const { namespace: _, ...rest } = metadata;
      metadata = rest;
    }
    if (!metadata.name && metadata.generateName)
      metadata = { ...metadata, name: this.generateName(metadata.generateName, resource, metadata.namespace, options) };
    return metadata === object.metadata ? object : { ...object, metadata };
  }

  private generateName(prefix: string, resource: ResourceType, namespace: string | undefined, options: WriteOptions): string {
    // A dry run draws from a copy: it must not change what names come next.
    const random = options.dryRun ? this.random.copy() : this.random;
    for (;;) {
      const name = prefix.slice(0, GENERATED_PREFIX_MAX) + suffixFrom(random);
      if (!this.store.get(resource.plural, namespace ? `${namespace}/${name}` : name)) return name;
    }
  }

  private resourceFor(object: KubeObject): ResourceType {
    const resource = resourceOfKind(object.kind);
    if (!resource) throw new ApiError('NotFound', `the server could not find the requested resource`);
    return resource;
  }

  private kindName(resource: ResourceType): string {
    return resource.group ? `${resource.kind}.${resource.group}` : resource.kind;
  }

  private hasGeneration(strategy: Strategy | undefined, object: KubeObject): boolean {
    return strategy?.hasGeneration ?? object.spec !== undefined;
  }

  private nextVersion(options: WriteOptions): string {
    return options.dryRun ? String(this.counters.resourceVersion) : nextVersion(this.counters);
  }

  private nextUid(options: WriteOptions): string {
    return uidOf(options.dryRun ? this.counters.uid + 1 : ++this.counters.uid);
  }

  private context(options: WriteOptions): StrategyContext {
    const { clock, store, random, counters } = this;
    return options.dryRun ? strategyContext(clock.now, store, random.copy(), copyCounters(counters)) : strategyContext(clock.now, store, random, counters);
  }
}

/** What a user sends is decoded as strictly as a manifest; what a controller sends was made from what had been. */
function decoded(object: KubeObject, options: WriteOptions): KubeObject {
  return options.trusted ? object : decode(object, options.fieldValidation, options.warn);
}

function withStatus(object: KubeObject, status: unknown): KubeObject {
  if (status !== undefined) return { ...object, status };
  const { status: _, ...rest } = object;
  return rest;
}
