import type { KubeObject } from '../../kube/meta.ts';
import { addQuantity, parseQuantity, formatQuantity } from '../../kube/quantity.ts';
import type { Listers } from '../store.ts';
import { type Remedy, inNamespace, quoted } from './contract.ts';

/** `exceeded quota: pods, requested: pods=1, used: pods=3, limited: pods=3`, once for each quota. */
const EXCEEDED = /exceeded quota: ([\w.-]+), requested: (\S+), used: (\S+), limited: (\S+)/g;

/** More room in each quota that a message of the API server names, for so many Pods; the quota as a whole away where that does not help. */
export function remediesOfQuota(listers: Listers, owner: Pick<KubeObject, 'metadata'>, message: string, pods: number): readonly Remedy[] {
  const space = owner.metadata.namespace ?? '';
  const raised: string[] = [];
  const deleted: string[] = [];
  for (const [, name = '', requested = '', used = ''] of message.matchAll(EXCEEDED)) {
    if (!listers.get('resourcequotas', `${space}/${name}`)) continue;
    const inUse = amountsOf(used);
    const hard = Object.fromEntries(
      Object.entries(amountsOf(requested)).map(([resource, amount]) => [resource, addQuantity(inUse[resource] ?? '0', times(amount, Math.max(1, pods)))]),
    );
    raised.push(`kubectl patch resourcequota ${name}${inNamespace(owner)} -p ${quoted({ spec: { hard } })}`);
    deleted.push(`kubectl delete resourcequota ${name}${inNamespace(owner)}`);
  }
  return raised.length
    ? [
        { rule: 'remedy/raise-quota', commands: raised },
        { rule: 'remedy/delete-quota', commands: deleted },
      ]
    : [];
}

const amountsOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .replace(/,$/, '')
      .split(',')
      .map((part) => part.split('=') as [string, string]),
  );

function times(amount: string, factor: number): string {
  const { nano, format } = parseQuantity(amount);
  return formatQuantity({ nano: nano * BigInt(factor), format });
}
