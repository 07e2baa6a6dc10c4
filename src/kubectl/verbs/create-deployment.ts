import { fail, failUsage } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { CREATE_FLAGS, createGenerated } from './generate.ts';

/** The container's name that an image gives: without its registry, tag and digest. Models buildPodSpec. */
export function containerName(image: string, suffix: () => string): string {
  const name = (image.slice(image.lastIndexOf('/') + 1).split(':')[0] as string).split('@')[0] as string;
  return /[_.]/.test(name) ? `${name.replaceAll(/[_.]/g, '-')}-${suffix()}` : name;
}

export const createDeployment: Verb = {
  path: 'create deployment',
  aliases: ['create deploy'],
  use: 'create deployment NAME --image=image -- [COMMAND] [args...]',
  short: 'Create a deployment with the specified name',
  writes: true,
  required: ['image'],
  flags: [
    ...CREATE_FLAGS,
    flag('image', '', 'strings', 'Image names to run. A deployment can have multiple images set for multi-container pod.'),
    flag('port', '', 'int', 'The containerPort that this deployment exposes.', { value: '-1' }),
    flag('replicas', 'r', 'int', 'Number of replicas to create. Default is 1.', { value: '1' }),
  ],
  run(call) {
    const { flags, args } = call;
    const [name, ...command] = args;
    if (name === undefined || flags.argsBeforeDash === 0) return failUsage('create deployment', 'exactly one NAME is required, got 0');
    if (flags.argsBeforeDash > 1 || (flags.argsBeforeDash < 0 && command.length))
      failUsage('create deployment', `exactly one NAME is required, got ${flags.argsBeforeDash < 0 ? args.length : flags.argsBeforeDash}`);
    const images = flags.list('image');
    if (images.length > 1 && command.length) fail('cannot specify multiple --image options and command');
    const labels = { app: name };
    const port = flags.int('port');
    createGenerated(
      call,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: call.namespace, labels },
        spec: {
          replicas: flags.int('replicas'),
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              containers: images.map((image, i) => ({
                name: containerName(image, () => call.context.server.randomSuffix()),
                image,
                ...(command.length ? { command } : {}),
                ...(i === 0 && port >= 0 ? { ports: [{ containerPort: port }] } : {}),
              })),
            },
          },
        },
      },
      'created',
      'failed to create deployment:',
    );
    return undefined;
  },
};
