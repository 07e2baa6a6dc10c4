import { Failure, Failures, fail } from '../core/failure.ts';
import type { Verb } from '../core/verb.ts';
import { changeContainers, patchAll, selectForSet, setFlags, splitPairs, withPodSpec } from './set-common.ts';

export const setImage: Verb = {
  path: 'set image',
  use: 'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  short: 'Update the image of a pod template',
  writes: true,
  flags: setFlags('image'),
  run(call) {
    const { resources, pairs } = splitPairs(call.args, 'image');
    const wrong = pairs.filter((pair) => !pair.includes('='));
    if (wrong.length) fail(`invalid image format: ${wrong.join(', ')}`);
    const images = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    const found = selectForSet(call, resources);
    const problems: Failure[] = [];
    if (call.flags.bool('all') && call.flags.text('selector')) problems.push(new Failure('cannot set --all and --selector at the same time'));
    if (!images.size) problems.push(new Failure('at least one image update is required'));
    else if (images.size > 1 && images.has('*'))
      problems.push(new Failure('all containers are already specified by *, but saw more than one container_name=container_image pairs'));
    if (problems.length) throw problems.length === 1 ? problems[0] : new Failures(problems);
    patchAll(call, found, 'image updated', 'image update to pod template:', (info, errors) =>
      withPodSpec(info, (spec) =>
        [...images].reduce((at, [name, image]) => {
          const { spec: next, matched } = changeContainers(at, name === '*' ? '*' : name.replaceAll('*', ''), (container) => ({ ...container, image }));
          if (!matched.length) errors.push(new Failure(`error: unable to find container named ${JSON.stringify(name)}`));
          return next;
        }, spec),
      ),
    );
  },
};
