import { namespaceFlag } from '../../app/context.ts';
import type { ObjectRef } from '../../app/selection.ts';
import type { Translate } from '../../i18n/words.ts';
import type { CardFacts, PodFacts } from '../../scene/types.ts';

/** One entry of a context menu: the line that it stands for, which is typed into the console. */
export interface Command {
  readonly label: string;
  readonly does: string;
  /** It has to be finished by hand: it is put into the prompt, and not run. */
  readonly unfinished?: boolean;
}

export interface CommandTarget {
  readonly ref: ObjectRef;
  readonly facts: CardFacts | PodFacts;
  /** The namespace that commands act in; left out: where the reader stands. */
  readonly context?: string;
}

const isCard = (facts: CardFacts | PodFacts): facts is CardFacts => 'kind' in facts;

/** `Node node-1`, `Pod web-5c6b9d7f4-x2x9p`. */
export function titleOf({ ref }: CommandTarget): string {
  const name = ref.key.slice(ref.key.indexOf('/') + 1);
  return `${KINDS[ref.table] ?? ref.table} ${name}`;
}

const KINDS: Readonly<Record<string, string>> = {
  pods: 'Pod',
  nodes: 'Node',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  replicationcontrollers: 'ReplicationController',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  services: 'Service',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  poddisruptionbudgets: 'PodDisruptionBudget',
};
const SHORT: Readonly<Record<string, string>> = { horizontalpodautoscalers: 'hpa', poddisruptionbudgets: 'pdb' };

/** What can be done to an object, in groups. */
export function commandsFor(target: CommandTarget, t: Translate): readonly (readonly Command[])[] {
  const { ref, facts, context } = target;
  const inNamespace = (namespace: string): string => namespaceFlag(namespace, context);
  if (!isCard(facts)) return podCommands(facts, inNamespace(facts.namespace), t);
  if (facts.kind === 'node') return nodeCommands(ref.key, facts, t);
  return objectCommands(ref, facts, inNamespace, t);
}

function podCommands({ name, namespace, state }: PodFacts, inNamespace: string, t: Translate): readonly (readonly Command[])[] {
  const bound = state !== 'pending' && state !== 'completed';
  const faults: Command[] = [
    ...(bound && state !== 'terminating'
      ? [
          { label: t('canvas.menu.unready'), does: `kubectl exec ${name}${inNamespace} -- rm -f /tmp/ready` },
          { label: t('canvas.menu.makeReady'), does: `kubectl exec ${name}${inNamespace} -- touch /tmp/ready` },
          { label: t('canvas.menu.crash'), does: `kubectl annotate pod ${name}${inNamespace} rolloutscope.dev/fault=CrashLoop --overwrite` },
          ...(state === 'failing' ? [{ label: t('canvas.menu.mend'), does: `kubectl annotate pod ${name}${inNamespace} rolloutscope.dev/fault-` }] : []),
        ]
      : []),
  ];
  return [
    [
      { label: t('canvas.menu.deletePod'), does: `kubectl delete pod ${name}${inNamespace}` },
      { label: t('canvas.menu.evict'), does: evictionOf(name, namespace) },
      { label: t('canvas.menu.killPod'), does: `kubectl delete pod ${name}${inNamespace} --grace-period=0 --force` },
    ],
    faults,
  ];
}

/** kubectl has no verb for one Pod's eviction: `drain` posts this for each of a Node's. */
function evictionOf(name: string, namespace: string): string {
  const body = JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } });
  return `echo '${body}' | kubectl create --raw /api/v1/namespaces/${namespace}/pods/${name}/eviction -f -`;
}

const ADDED_TAINT = 'dedicated=course';

function nodeCommands(name: string, facts: Extract<CardFacts, { kind: 'node' }>, t: Translate): readonly (readonly Command[])[] {
  const { cordoned, taints, down } = facts;
  const own = taints.filter((taint) => !taint.startsWith('node.kubernetes.io/'));
  const offered = (effect: string): boolean => !taints.includes(`${ADDED_TAINT}:${effect}`);
  return [
    [
      cordoned ? { label: t('canvas.menu.uncordon'), does: `kubectl uncordon ${name}` } : { label: t('canvas.menu.cordon'), does: `kubectl cordon ${name}` },
      { label: t('canvas.menu.drain'), does: `kubectl drain ${name} --ignore-daemonsets --delete-emptydir-data --force` },
    ],
    [
      ...(offered('NoSchedule') ? [{ label: t('canvas.menu.taint'), does: `kubectl taint nodes ${name} ${ADDED_TAINT}:NoSchedule` }] : []),
      ...(offered('NoExecute') ? [{ label: t('canvas.menu.evictAll'), does: `kubectl taint nodes ${name} ${ADDED_TAINT}:NoExecute` }] : []),
      ...own.map((taint) => ({ label: t('canvas.menu.untaint', { taint }), does: `kubectl taint nodes ${name} ${taint}-` })),
      { label: t('actions.other.taint'), does: `kubectl taint nodes ${name} `, unfinished: true },
    ],
    [
      { label: t('canvas.menu.label'), does: `kubectl label node ${name} disktype=ssd --overwrite` },
      { label: t('canvas.menu.unlabel'), does: `kubectl label node ${name} disktype-` },
      { label: t('actions.other.label'), does: `kubectl label node ${name} `, unfinished: true },
    ],
    [
      down
        ? { label: t('canvas.menu.recover'), does: `ssh ${name} systemctl start kubelet` }
        : { label: t('canvas.menu.fail'), does: `ssh ${name} systemctl stop kubelet` },
      { label: t('canvas.menu.removeNode'), does: `kubectl delete node ${name}` },
    ],
  ];
}

const ROLLS_OUT = new Set(['deployment', 'statefulset', 'daemonset']);

function objectCommands({ table, key }: ObjectRef, facts: CardFacts, flagOf: (namespace: string) => string, t: Translate): readonly (readonly Command[])[] {
  const slash = key.indexOf('/');
  const [namespace, name] = slash < 0 ? ['', key] : [key.slice(0, slash), key.slice(slash + 1)];
  const inNamespace = flagOf(namespace);
  const type = SHORT[table] ?? (KINDS[table] ?? table).toLowerCase();
  const object = `${type}/${name}`;
  const scale: Command[] =
    'desired' in facts && facts.kind !== 'daemonset' && facts.kind !== 'autoscaler'
      ? [
          { label: t('canvas.menu.scaleUp'), does: `kubectl scale ${object} --replicas=${facts.desired + 1}${inNamespace}` },
          ...(facts.desired > 0 ? [{ label: t('canvas.menu.scaleDown'), does: `kubectl scale ${object} --replicas=${facts.desired - 1}${inNamespace}` }] : []),
        ]
      : [];
  const rollout: Command[] = ROLLS_OUT.has(facts.kind)
    ? [
        { label: t('canvas.menu.restart'), does: `kubectl rollout restart ${object}${inNamespace}` },
        { label: t('canvas.menu.undo'), does: `kubectl rollout undo ${object}${inNamespace}` },
        ...(facts.kind === 'deployment'
          ? [
              facts.paused
                ? { label: t('canvas.menu.resume'), does: `kubectl rollout resume ${object}${inNamespace}` }
                : { label: t('canvas.menu.pause'), does: `kubectl rollout pause ${object}${inNamespace}` },
            ]
          : []),
      ]
    : [];
  const edit = { label: t('actions.edit'), does: `kubectl edit ${object}${inNamespace}` };
  return [scale, rollout, [edit, { label: t('canvas.menu.delete'), does: `kubectl delete ${type} ${name}${inNamespace}` }]];
}
