import type { DeleteOptions, DeletionPropagation } from '../../cluster/controller.ts';
import type { Call } from '../core/call.ts';
import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';

export const CASCADE_FLAG = flag(
  'cascade',
  '',
  'string',
  'Must be "background", "orphan", or "foreground". Selects the deletion cascading strategy for the dependents (e.g. Pods created by a ReplicationController). Defaults to background.',
  { value: 'background', bare: 'background' },
);
export const FORCE_FLAG = flag(
  'force',
  '',
  'bool',
  'If true, immediately remove resources from API and bypass graceful deletion. Note that immediate deletion of some resources may result in inconsistency or data loss and requires confirmation.',
);
export const GRACE_PERIOD_FLAG = flag(
  'grace-period',
  '',
  'int',
  'Period of time in seconds given to the resource to terminate gracefully. Ignored if negative. Set to 1 for immediate shutdown. Can only be set to 0 when --force is true (force deletion).',
  { value: '-1' },
);
export const TIMEOUT_FLAG = flag(
  'timeout',
  '',
  'duration',
  'The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object',
  {
    value: '0s',
  },
);
export const WAIT_FLAG = flag('wait', '', 'bool', 'If true, wait for resources to be gone before returning. This waits for finalizers.');

/** What `--cascade` asks for; the booleans of old are still taken. Models cmdutil.GetCascadingStrategy. */
export function propagation(call: Call): DeletionPropagation {
  const value = call.flags.text('cascade') || 'background';
  switch (value) {
    case 'true':
      call.warn('warning: --cascade=true is deprecated (boolean value) and can be replaced with --cascade=background.');
      return 'Background';
    case 'false':
      call.warn('warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.');
      return 'Orphan';
    case 'background':
      return 'Background';
    case 'orphan':
      return 'Orphan';
    case 'foreground':
      return 'Foreground';
    default:
      return fail(`invalid cascade value (${value}). Must be "background", "foreground", or "orphan"`);
  }
}

/** The options of a deletion that a command with `--cascade` makes. */
export function deletionOptions(call: Call): DeleteOptions {
  return { propagationPolicy: propagation(call) };
}
