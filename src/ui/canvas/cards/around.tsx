import { m } from 'framer-motion';
import { useStore } from 'zustand';
import { sameRef, select, selection } from '../../../app/selection.ts';
import type { CardFacts, MetricFacts } from '../../../scene/types.ts';
import { classes } from '../../parts/classes.ts';
import type { Service } from '../../../kube/cluster-objects.ts';
import { answersOf } from '../../../scene/requests.ts';
import type { World } from '../../../timeline/types.ts';
import { useFrame } from '../../../app/world.ts';
import { useWords } from '../../words.ts';
import styles from './Card.module.css';
import { Badge, Line, Title } from './parts.tsx';

type Facts<K extends CardFacts['kind']> = Extract<CardFacts, { readonly kind: K }>;
interface Props<K extends CardFacts['kind']> {
  readonly name: string;
  readonly facts: Facts<K>;
}

export function ServiceBody({ name, facts, objectKey }: Props<'service'> & { readonly objectKey: string }) {
  const t = useWords();
  const failing = useFrame(({ world, atMs }) => refusingPods(world, objectKey, atMs));
  const { ready, notReady, terminating } = facts;
  const kind = facts.type === 'Headless' ? t('canvas.service.headless') : facts.type;
  return (
    <>
      <Title kind="Service" name={name} />
      <Line className={ready ? styles.strong : undefined}>
        <span className={styles.near}>{ready ? t('canvas.service.endpoints', { ready }) : t('canvas.service.none')}</span>
        <span className={styles.farLine}>{t('canvas.service.far', { ready })}</span>
      </Line>
      {failing > 0 ? (
        <Line className={styles.failing} title={t('canvas.service.refusing.detail', { refusing: failing })}>
          {t('canvas.service.refusing', { refusing: failing })}
        </Line>
      ) : (
        notReady + terminating > 0 && (
          <Line className={styles.near}>
            {[
              ...(notReady ? [t('canvas.service.notReady', { notReady })] : []),
              ...(terminating ? [t('canvas.service.terminating', { terminating })] : []),
            ].join(' · ')}
          </Line>
        )
      )}
      <Line className={classes(styles.numbers, styles.near)} title={facts.address}>
        {kind}
        {facts.ports.length > 0 && ` · ${t('canvas.service.port', { ports: facts.ports.join(', ') })}`}
      </Line>
    </>
  );
}

/** How many Pods refuse a Service's requests. */
function refusingPods(world: World, key: string, atMs: number): number {
  const service = world.get('services')?.get(key) as Service | undefined;
  return (service && answersOf(world, service, atMs)?.refusing.length) ?? 0;
}

export function BudgetBody({ name, facts }: Props<'budget'>) {
  const t = useWords();
  return (
    <>
      <Title kind="Budget" name={name} />
      <Line className={facts.allowed ? styles.strong : undefined}>{t('canvas.budget.allowed', { allowed: facts.allowed })}</Line>
      <Line>{t('canvas.budget.healthy', { healthy: facts.healthy, needed: facts.needed })}</Line>
      <Line className={styles.numbers}>{facts.rule}</Line>
    </>
  );
}

export function AutoscalerBody({ name, facts }: Props<'autoscaler'>) {
  const t = useWords();
  const { current, desired, recommended, stabilized } = facts;
  const notable = facts.trouble ?? facts.limited;
  return (
    <>
      <Title kind="Autoscaler" name={name} aside={t('canvas.hpa.limits', { min: facts.min, max: facts.max })} />
      <Line className={styles.strong}>{current === desired ? t('canvas.hpa.steady', { desired }) : t('canvas.hpa.replicas', { current, desired })}</Line>
      {/* From afar there is room for one of the two. */}
      <Line className={notable && styles.near}>
        {recommended === undefined
          ? t('canvas.hpa.scales', { target: facts.target })
          : stabilized !== undefined && stabilized !== recommended
            ? t('canvas.hpa.stabilized', { recommended, stabilized })
            : t('canvas.hpa.recommended', { recommended })}
      </Line>
      {facts.metrics.map((metric) => (
        <Gauge key={metric.name} metric={metric} />
      ))}
      {notable && (
        <div className={classes(styles.line, styles.numbers)}>
          <Badge look={facts.trouble ? 'bad' : 'warn'}>{notable.reason}</Badge>
        </div>
      )}
    </>
  );
}

/** A metric against its target, which stands in the middle of the gauge. */
function Gauge({ metric }: { readonly metric: MetricFacts }) {
  const t = useWords();
  const { name, current, target, ratio } = metric;
  const words = t('canvas.hpa.metric', { name, current: current ?? t('canvas.hpa.unknown'), target });
  return (
    <div className={styles.metric}>
      <div className={styles.line}>{words}</div>
      <div className={styles.gauge} role="img" aria-label={words}>
        {ratio !== undefined && (
          <m.i
            className={classes(ratio > 1 && styles.over)}
            initial={false}
            animate={{ width: `${Math.min(100, ratio * 50)}%` }}
            transition={{ duration: 0.25 }}
          />
        )}
        <b />
      </div>
    </div>
  );
}

export function UnboundBody({ facts }: { readonly facts: Facts<'unbound'> }) {
  const t = useWords();
  return (
    <div className={styles.groupHead}>
      <span className={styles.title}>{t('canvas.unbound')}</span>
      <span className={styles.aside}>{t('canvas.unbound.line', { pods: facts.pods })}</span>
    </div>
  );
}

export function LooseBody({ facts }: { readonly facts: Facts<'loose'> }) {
  const t = useWords();
  return (
    <>
      <Title kind="" name={t('canvas.loose')} />
      <Line>{t('canvas.loose.line', { pods: facts.pods })}</Line>
    </>
  );
}

const SHOWN_MAX = 8;

export function OthersBody({ facts }: { readonly facts: Facts<'others'> }) {
  const t = useWords();
  const selected = useStore(selection, (state) => state.selected);
  return (
    <>
      <Title kind="" name={t('canvas.others')} />
      {facts.items.some(({ acts }) => !acts) && <Line>{t('canvas.others.line')}</Line>}
      <div className={styles.items}>
        {facts.items.slice(0, SHOWN_MAX).map(({ ref, kind, name }) => (
          <button
            key={`${ref.table}/${ref.key}`}
            type="button"
            className={styles.item}
            aria-pressed={sameRef(selected, ref)}
            title={`${kind} ${name}`}
            onClick={() => select(ref)}
          >
            <span>{kind}</span>
            <span>{name}</span>
          </button>
        ))}
      </div>
      {facts.items.length > SHOWN_MAX && <Line>{t('canvas.others.more', { count: facts.items.length - SHOWN_MAX })}</Line>}
    </>
  );
}
