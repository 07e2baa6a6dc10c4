import type { PodTemplate } from '../../kube/pod.ts';
import { toTime } from '../../kube/time.ts';
import type { Deployment } from '../../kube/workloads.ts';
import { dig, withPath } from '../core/dig.ts';
import { Failure, fail } from '../core/failure.ts';
import type { Verb } from '../core/verb.ts';
import { ROLLOUT_WRITE_FLAGS, patchEach } from './rollout-common.ts';

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

export const rolloutRestart: Verb = {
  path: 'rollout restart',
  use: 'rollout restart RESOURCE',
  short: 'Restart a resource',
  writes: true,
  flags: ROLLOUT_WRITE_FLAGS,
  run(call) {
    patchEach(
      call,
      'restarted',
      ({ resource, object }) => {
        if (!['deployments', 'daemonsets', 'statefulsets'].includes(resource.plural)) fail('restarting is not supported');
        if ((object as unknown as Deployment).spec.paused) fail("can't restart paused deployment (run rollout resume first)");
        const template = dig(object, 'spec.template') as PodTemplate;
        const annotations = { ...template.metadata?.annotations, [RESTARTED_AT]: toTime(call.context.now) };
        return withPath(object, 'spec.template', { ...template, metadata: { ...template.metadata, annotations } });
      },
      ({ name }) =>
        new Failure(
          `failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
        ),
    );
  },
};
