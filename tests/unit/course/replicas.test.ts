import { expect, it } from 'vitest';
import { Learner, manifest } from './learner.ts';

it.each([
  ['1.1 a ReplicationController', 'nginx-rc.yaml', 'rc', 'nginx'],
  ['1.2 a ReplicaSet, which also selects by sets', 'frontend.yaml', 'rs', 'frontend'],
])('%s keeps its number of Pods: too few are made up for, too many end', (_section, file, kind, name) => {
  const learner = new Learner({ [file]: manifest(file) });
  learner.out(`kubectl create -f ${file}`);
  learner.pass(5);
  expect(learner.table(`kubectl get ${kind}`)).toEqual([{ NAME: name, DESIRED: '3', CURRENT: '3', READY: '3', AGE: '5s' }]);

  const [gone = ''] = learner.names('pods');
  learner.out(`kubectl delete pod ${gone}`);
  learner.pass(5);
  expect(learner.names('pods')).toHaveLength(3);
  expect(learner.names('pods')).not.toContain(gone);

  const labels = learner.out('kubectl get pods --show-labels --no-headers').trimEnd().split('\n')[0]?.split(/\s+/).at(-1);
  learner.out(`kubectl run stranger --image=nginx:1.23 --labels=${labels}`);
  learner.pass(5);
  expect(learner.names('pods')).toHaveLength(3);
  expect(learner.names('pods')).not.toContain('stranger');

  learner.out(`kubectl delete ${kind} ${name}`);
  learner.pass(5);
  expect(learner.names('pods')).toEqual([]);
});
