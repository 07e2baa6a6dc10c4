import { m } from 'framer-motion';
import type { CardFacts, ResourceFacts } from '../../../scene/types.ts';
import { classes } from '../../parts/classes.ts';
import { useWords } from '../../words.ts';
import styles from './Card.module.css';
import { Badge, Line, Title } from './parts.tsx';

type Facts<K extends CardFacts['kind']> = Extract<CardFacts, { readonly kind: K }>;

/** Whole percent of what can be allocated. */
export const percentOf = ({ requested, allocatable }: ResourceFacts): number => (allocatable > 0 ? Math.round((requested / allocatable) * 100) : 0);

/** As a person reads an amount: `1.5` cores, `640Mi`. */
function amount(name: ResourceFacts['name'], value: number): string {
  if (name === 'cpu') return String(value / 1000);
  if (name === 'pods') return String(value);
  return value >= 1 << 30 ? `${Math.round((value / (1 << 30)) * 10) / 10}Gi` : `${Math.round(value / (1 << 20))}Mi`;
}

export function NodeBody({ name, facts }: { readonly name: string; readonly facts: Facts<'node'> }) {
  const t = useWords();
  const [cpu, memory, pods] = facts.resources as [ResourceFacts, ResourceFacts, ResourceFacts];
  const words = (resource: ResourceFacts): string =>
    t('canvas.node.resource', {
      name: resource.name,
      requested: amount(resource.name, resource.requested),
      allocatable: amount(resource.name, resource.allocatable),
    });
  const percent = percentOf(cpu);
  return (
    <>
      <Title kind="" name={name} aside={<span title={words(cpu)}>{t('canvas.node.cpu', { percent })}</span>} />
      <div className={styles.meter} role="img" aria-label={words(cpu)}>
        <m.i
          className={classes(percent > 90 && styles.full)}
          initial={false}
          animate={{ width: `${Math.min(100, percent)}%` }}
          transition={{ duration: 0.22 }}
        />
      </div>
      <Line title={words(memory)}>{t('canvas.node.rest', { memory: percentOf(memory), pods: pods.requested, max: pods.allocatable })}</Line>
      <div className={styles.badges}>
        {facts.down && facts.ready === 'True' && <Badge look="warn">{t('canvas.node.down')}</Badge>}
        {facts.ready === 'False' && <Badge look="bad">{t('canvas.node.notReady')}</Badge>}
        {facts.ready === 'Unknown' && <Badge look="bad">{t('canvas.node.unknown')}</Badge>}
        {facts.cordoned && <Badge look="warn">{t('canvas.node.cordoned')}</Badge>}
        {facts.pressures.map((pressure) => (
          <Badge key={pressure} look="warn">
            {pressure}
          </Badge>
        ))}
        {facts.taints.map((taint) => (
          <Badge key={taint} title={taint}>
            {taint.replace(/^node\.kubernetes\.io\//, '')}
          </Badge>
        ))}
      </div>
    </>
  );
}

export function NodeGroupBody({ facts }: { readonly facts: Facts<'nodegroup'> }) {
  const t = useWords();
  return (
    <div className={styles.groupHead}>
      <span className={styles.title}>{facts.label}</span>
      <span className={styles.aside}>{t('canvas.nodegroup', { count: facts.nodes })}</span>
      {facts.notReady > 0 && <Badge look="bad">{t('canvas.nodegroup.notReady', { count: facts.notReady })}</Badge>}
    </div>
  );
}
