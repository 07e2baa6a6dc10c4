import type { Deployment } from '../../kube/workloads.ts';
import { withPath } from '../core/dig.ts';
import { fail } from '../core/failure.ts';
import type { Verb } from '../core/verb.ts';
import { ROLLOUT_WRITE_FLAGS, patchEach } from './rollout-common.ts';

export const rolloutPause: Verb = {
  path: 'rollout pause',
  use: 'rollout pause RESOURCE',
  short: 'Mark the provided resource as paused',
  writes: true,
  flags: ROLLOUT_WRITE_FLAGS,
  run(call) {
    patchEach(
      call,
      'paused',
      ({ resource, object }) => {
        if (resource.plural !== 'deployments') fail('pausing is not supported');
        if ((object as unknown as Deployment).spec.paused) fail('is already paused');
        return withPath(object, 'spec.paused', true);
      },
      () => 'already paused',
    );
  },
};

export const rolloutResume: Verb = {
  path: 'rollout resume',
  use: 'rollout resume RESOURCE',
  short: 'Resume a paused resource',
  writes: true,
  flags: ROLLOUT_WRITE_FLAGS,
  run(call) {
    patchEach(
      call,
      'resumed',
      ({ resource, object }) => {
        if (resource.plural !== 'deployments') fail('resuming is not supported');
        if (!(object as unknown as Deployment).spec.paused) fail('is not paused');
        return withPath(object, 'spec.paused', undefined);
      },
      () => 'already resumed',
    );
  },
};
