import type { Pod } from '../../kube/pod.ts';
import { type Outcome, type Step, because, event } from '../controller.ts';
import type { Happened } from './containers.ts';

type Says = Generator<Step, void, Outcome>;

/** A volume that cannot be filled, and why. */
interface Unmounted {
  readonly volume: string;
  readonly message: string;
}

/** Why a Pod's status changed: one reason for each thing that happened to its containers, or that it has come to its Node. */
export function* happenings(pod: Pod, happened: readonly Happened[], unmounted?: Unmounted): Says {
  const { name } = pod.metadata;
  if (!happened.length) {
    yield because(pod.status.startTime === undefined ? 'kubelet/accepted' : 'kubelet/synced', { pod: name, node: pod.spec.nodeName ?? '' });
    if (unmounted) yield because('kubelet/mount-failed', { pod: name, volume: unmounted.volume, message: unmounted.message });
    return;
  }
  for (const { what, container, restarts, behaviour, probe, backoff, message } of happened) {
    const values = { pod: name, container: container.name };
    switch (what) {
      case 'started':
        yield because('kubelet/started', { pod: name, container: container.name, seconds: behaviour.startDelay / 1000 });
        break;
      case 'ready':
        yield because('kubelet/ready', { pod: name, container: container.name, seconds: behaviour.readyDelay / 1000, probe: probe !== undefined });
        break;
      case 'image-pull-failed':
        yield because('kubelet/image-pull-failed', { ...values, image: container.image });
        break;
      case 'image-name-invalid':
        yield because('kubelet/image-name-invalid', { ...values, image: container.image });
        break;
      case 'config-failed':
        yield because('kubelet/config-failed', { ...values, message: message ?? '' });
        break;
      case 'crashed':
        yield because('kubelet/crashed', { ...values, restarts, backoff: (backoff ?? 0) / 1000 });
        break;
      case 'killed':
        yield because('kubelet/killed', { ...values, restarts, backoff: (backoff ?? 0) / 1000, probe: probe ?? '' });
        break;
      default:
        yield because(`kubelet/${what}`, { ...values, restarts });
    }
  }
}

/** The kubelet's events about what goes wrong, in its words. What goes well has its frames, and the kubelet's five events for each Pod are left out. */
export function* troubles(pod: Pod, happened: readonly Happened[], unmounted?: Unmounted): Says {
  if (unmounted) yield event(pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${unmounted.volume}" : ${unmounted.message}`);
  for (const { what, container, backoff, probe, message } of happened) {
    if (what === 'config-failed') yield event(pod, 'Warning', 'Failed', `Error: ${message ?? ''}`);
    else if (what === 'image-name-invalid') {
      yield event(pod, 'Warning', 'InspectFailed', message ?? '');
      yield event(pod, 'Warning', 'Failed', 'Error: InvalidImageName');
    } else if (what === 'image-pull-failed') {
      if (container.imagePullPolicy === 'Never') {
        yield event(pod, 'Warning', 'ErrImageNeverPull', `Container image "${container.image}" is not present with pull policy of Never`);
        continue;
      }
      yield event(
        pod,
        'Warning',
        'Failed',
        `Failed to pull image "${container.image}": rpc error: code = NotFound desc = failed to pull and unpack image "${container.image}": not found`,
      );
      yield event(pod, 'Warning', 'Failed', 'Error: ErrImagePull');
    } else if (what === 'crashed' && backoff) yield event(pod, 'Warning', 'BackOff', backOffText(pod, container.name));
    else if (what === 'unready' && probe) yield event(pod, 'Warning', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503');
    else if (what === 'killed' && probe) {
      yield event(pod, 'Warning', 'Unhealthy', `${probe} probe failed: HTTP probe failed with statuscode: 500`);
      yield event(pod, 'Normal', 'Killing', `Container ${container.name} failed ${probe.toLowerCase()} probe, will be restarted`);
    }
  }
}

function backOffText(pod: Pod, container: string): string {
  const { name, namespace, uid } = pod.metadata;
  return `Back-off restarting failed container ${container} in pod ${name}_${namespace ?? ''}(${uid})`;
}
