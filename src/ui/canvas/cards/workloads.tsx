import type { CardFacts } from '../../../scene/types.ts';
import { useWords } from '../../words.ts';
import { classes } from '../../parts/classes.ts';
import { Name } from '../../parts/Name.tsx';
import styles from './Card.module.css';
import { Badge, Line, RevisionBar, Title } from './parts.tsx';

type Facts<K extends CardFacts['kind']> = CardFacts extends infer F ? (F extends { readonly kind: infer Kind } ? (K extends Kind ? F : never) : never) : never;
interface Props<K extends CardFacts['kind']> {
  readonly name: string;
  readonly facts: Facts<K>;
}

/** `nginx:1.24` of `registry.example.com/shop/nginx:1.24`. */
const shortImage = (image: string): string =>
  image
    .split(', ')
    .map((each) => each.slice(each.lastIndexOf('/') + 1))
    .join(', ');

export function DeploymentBody({ name, facts }: Props<'deployment'>) {
  const t = useWords();
  const { generation, revision, observedGeneration } = facts;
  return (
    <>
      <Title kind="Deployment" name={name} />
      <div className={classes(styles.line, styles.near)}>
        <span>{revision ? t('canvas.deployment.line', { generation, revision }) : t('canvas.deployment.line.new', { generation })}</span>
        {facts.paused && <Badge look="warn">{t('canvas.deployment.paused')}</Badge>}
        {facts.recreate && <Badge>Recreate</Badge>}
        {observedGeneration < generation && <Badge>{t('canvas.deployment.unseen')}</Badge>}
      </div>
      <RevisionBar shares={facts.shares} of={facts.totalMax} />
      <Line className={styles.numbers}>
        <span className={styles.near}>
          {t('canvas.deployment.numbers', { total: facts.total, max: facts.totalMax, available: facts.available, min: facts.availableMin })}
        </span>
        <span className={styles.farLine}>{t('canvas.deployment.far', { available: facts.available })}</span>
      </Line>
      {facts.trouble && (
        <div className={styles.line}>
          <Badge look="bad">
            {facts.trouble.type}: {facts.trouble.reason}
          </Badge>
        </div>
      )}
    </>
  );
}

export function ReplicaSetBody({ name, facts }: Props<'replicaset'>) {
  const t = useWords();
  const kind = facts.kind === 'replicaset' ? 'ReplicaSet' : 'ReplicationController';
  if (facts.folded)
    return (
      <>
        <div className={styles.title} title={`${kind} ${name}`}>
          <Name name={name} />
        </div>
        <div className={styles.aside}>{t('canvas.folded', { revision: facts.revision })}</div>
      </>
    );
  const count = facts.current === facts.desired ? String(facts.desired) : t('canvas.count.of', { current: facts.current, desired: facts.desired });
  const image = shortImage(facts.image);
  return (
    <>
      <Title kind={kind} name={name} far={count} />
      <Line className={styles.near} title={facts.image}>
        {facts.revision ? t('canvas.replicaset.line', { revision: facts.revision, image, count }) : t('canvas.replicaset.alone', { image, count })}
      </Line>
    </>
  );
}

export function StatefulSetBody({ name, facts }: Props<'statefulset'>) {
  const t = useWords();
  return (
    <>
      <Title kind="StatefulSet" name={name} far={`${facts.ready} / ${facts.desired}`} />
      <div className={classes(styles.line, styles.near)}>
        <span className={styles.shrinks} title={facts.image}>
          {t('canvas.statefulset.line', { image: shortImage(facts.image), ready: facts.ready, desired: facts.desired })}
        </span>
        {facts.updating && <Badge>{t('canvas.statefulset.updating', { updated: facts.updated, desired: facts.desired })}</Badge>}
        {facts.parallel && <Badge>{t('canvas.statefulset.parallel')}</Badge>}
        {facts.onDelete && <Badge>{t('canvas.onDelete')}</Badge>}
        {facts.partition > 0 && <Badge>{t('canvas.statefulset.partition', { partition: facts.partition })}</Badge>}
      </div>
    </>
  );
}

export function DaemonSetBody({ name, facts }: Props<'daemonset'>) {
  const t = useWords();
  return (
    <>
      <Title kind="DaemonSet" name={name} far={`${facts.ready} / ${facts.desired}`} />
      <div className={classes(styles.line, styles.near)}>
        <span className={styles.shrinks} title={facts.image}>
          {t('canvas.daemonset.line', { image: shortImage(facts.image), ready: facts.ready, desired: facts.desired })}
        </span>
        {facts.updated < facts.scheduled && <Badge>{t('canvas.daemonset.updated', { updated: facts.updated })}</Badge>}
        {facts.onDelete && <Badge>{t('canvas.onDelete')}</Badge>}
        {facts.misscheduled > 0 && <Badge look="warn">{t('canvas.daemonset.misscheduled', { count: facts.misscheduled })}</Badge>}
      </div>
    </>
  );
}
