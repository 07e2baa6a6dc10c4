import { memo } from 'react';
import type { KeyboardEvent } from 'react';
import type { Card, CardFacts } from '../../../scene/types.ts';
import { hover, select } from '../../../app/selection.ts';
import { classes } from '../../parts/classes.ts';
import { useWords } from '../../words.ts';
import { revisionStyle } from '../palette.ts';
import { AutoscalerBody, BudgetBody, LooseBody, OthersBody, ServiceBody, UnboundBody } from './around.tsx';
import styles from './Card.module.css';
import { NodeBody, NodeGroupBody } from './nodes.tsx';
import { DaemonSetBody, DeploymentBody, ReplicaSetBody, StatefulSetBody } from './workloads.tsx';

export interface CardViewProps {
  readonly card: Card;
  readonly changed: boolean;
  readonly selected: boolean;
  readonly onEnter: (cardId: string) => void;
}

/** A card: an object of the cluster, or a frame around several. It can be focused and selected where it stands for an object. */
export const CardView = memo(function CardView({ card, changed, selected, onEnter }: CardViewProps) {
  const t = useWords();
  const { facts, ref } = card;
  const kind = KIND_NAMES[facts.kind];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      select(ref);
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      event.stopPropagation();
      onEnter(card.id);
    }
  };
  const look = classes(
    styles.card,
    LOOKS[facts.kind],
    isFolded(facts) && styles.folded,
    changed && styles.changed,
    selected && styles.selected,
    card.terminating && styles.going,
  );
  const common = { className: look, style: cardStyle(card), 'data-card': card.id, 'data-kind': facts.kind } as const;
  if (!ref || facts.kind === 'namespace')
    return (
      <section {...common} aria-label={groupLabel(facts, t)}>
        <Body card={card} />
      </section>
    );
  return (
    // A card holds nothing else that can be focused: its Pods are a layer of their own above it.
    <div
      {...common}
      role="button"
      tabIndex={0}
      aria-pressed={selected}
      aria-label={`${kind} ${card.name}${card.terminating ? `, ${t('canvas.terminatingObject')}` : ''}`}
      aria-describedby={CANVAS_HELP_ID}
      onClick={() => select(ref)}
      onKeyDown={onKeyDown}
      onPointerEnter={() => hover(ref)}
      onPointerLeave={() => hover(undefined)}
      onFocus={() => hover(ref)}
      onBlur={() => hover(undefined)}
    >
      <Body card={card} />
    </div>
  );
});

function Body({ card }: { readonly card: Card }) {
  const { facts, name } = card;
  switch (facts.kind) {
    case 'deployment':
      return <DeploymentBody name={name} facts={facts} />;
    case 'replicaset':
    case 'replicationcontroller':
      return <ReplicaSetBody name={name} facts={facts} />;
    case 'statefulset':
      return <StatefulSetBody name={name} facts={facts} />;
    case 'daemonset':
      return <DaemonSetBody name={name} facts={facts} />;
    case 'service':
      return <ServiceBody name={name} facts={facts} objectKey={card.ref?.key ?? ''} />;
    case 'autoscaler':
      return <AutoscalerBody name={name} facts={facts} />;
    case 'budget':
      return <BudgetBody name={name} facts={facts} />;
    case 'node':
      return <NodeBody name={name} facts={facts} />;
    case 'nodegroup':
      return <NodeGroupBody facts={facts} />;
    case 'unbound':
      return <UnboundBody facts={facts} />;
    case 'loose':
      return <LooseBody facts={facts} />;
    case 'others':
      return <OthersBody facts={facts} />;
    case 'namespace':
      return (
        <div className={styles.title}>
          <span className={styles.aside}>Namespace</span> {facts.name}
        </div>
      );
  }
}

/** The element that says how the canvas is used with the keyboard. */
export const CANVAS_HELP_ID = 'canvas-help';

/** Kubernetes' own names: the same in every language. */
export const KIND_NAMES: Readonly<Record<CardFacts['kind'], string>> = {
  deployment: 'Deployment',
  replicaset: 'ReplicaSet',
  replicationcontroller: 'ReplicationController',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  service: 'Service',
  autoscaler: 'HorizontalPodAutoscaler',
  budget: 'PodDisruptionBudget',
  node: 'Node',
  nodegroup: 'Node',
  unbound: 'Pod',
  loose: 'Pod',
  others: '',
  namespace: 'Namespace',
};

const LOOKS: Partial<Readonly<Record<CardFacts['kind'], string | undefined>>> = {
  node: classes(styles.inset, styles.node),
  unbound: styles.inset,
  nodegroup: styles.frame,
  namespace: styles.frame,
};

const isFolded = (facts: CardFacts): boolean => (facts.kind === 'replicaset' || facts.kind === 'replicationcontroller') && facts.folded;

const BARS: Partial<Readonly<Record<CardFacts['kind'], string>>> = {
  deployment: 'var(--text)',
  service: 'var(--service)',
  autoscaler: 'var(--success)',
  budget: 'var(--rev-6)',
};

/** The bar at its side, and its scale. */
function cardStyle({ facts, scale }: Card): React.CSSProperties {
  const size = (scale === 1 ? {} : { zoom: scale, '--card-scale': scale }) as React.CSSProperties;
  if ('colour' in facts) return { ...size, ...revisionStyle(facts.colour), ...({ '--bar': 'var(--rev)' } as React.CSSProperties) };
  const bar = BARS[facts.kind];
  return { ...size, ...({ '--bar': bar ?? 'transparent' } as React.CSSProperties) };
}

function groupLabel(facts: CardFacts, t: ReturnType<typeof useWords>): string {
  switch (facts.kind) {
    case 'unbound':
      return t('canvas.unbound');
    case 'loose':
      return t('canvas.loose');
    case 'others':
      return t('canvas.others');
    case 'nodegroup':
      return facts.label;
    default:
      return facts.kind === 'namespace' ? `Namespace ${facts.name}` : KIND_NAMES[facts.kind];
  }
}
