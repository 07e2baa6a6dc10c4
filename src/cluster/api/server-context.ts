import { toTime } from '../../kube/time.ts';
import type { Random } from '../../sim/random.ts';
import type { Store } from '../store.ts';
import type { StrategyContext } from './strategy.ts';

const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const NODE_PORT_MIN = 30_000;
const NODE_PORT_COUNT = 2_768;

/** The counters from which the server makes versions, ids and addresses. Plain data, copied with the cluster. */
export interface ServerCounters {
  resourceVersion: number;
  uid: number;
  clusterIP: number;
}

/** Five characters that spell nothing. Models rand.String of k8s.io/apimachinery. */
export function suffixFrom(random: Random): string {
  let suffix = '';
  for (let i = 0; i < 5; i++) suffix += SUFFIX_ALPHABET[random.int('names', SUFFIX_ALPHABET.length)];
  return suffix;
}

/** Counters of one's own with the same values. */
export function copyCounters({ resourceVersion, uid, clusterIP }: ServerCounters): ServerCounters {
  return { resourceVersion, uid, clusterIP };
}

/** The next resourceVersion. */
export function nextVersion(counters: ServerCounters): string {
  return String(++counters.resourceVersion);
}

/** The id of the nth object. */
export function uidOf(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** What strategies may use. For a dry run, `random` and `counters` are copies: it must not change what comes next. */
export function strategyContext(now: number, store: Store, random: Random, counters: ServerCounters): StrategyContext {
  return {
    now,
    nowTime: toTime(now),
    listers: store,
    nextUid: uidOf(counters.uid + 1),
    allocateClusterIP: () => {
      for (;;) {
        const n = counters.clusterIP++;
        const address = `10.96.${n >> 8}.${n & 255}`;
        let taken = false;
        for (const service of store.list('services')) if (service.spec.clusterIP === address) taken = true;
        if (!taken) return address;
      }
    },
    allocateNodePort: (taken) => {
      for (;;) {
        const port = NODE_PORT_MIN + random.int('nodePorts', NODE_PORT_COUNT);
        if (!taken.has(port)) return port;
      }
    },
  };
}
