import { Failure, failUsage } from '../core/failure.ts';
import type { Verb } from '../core/verb.ts';

/** A command that only a real cluster can answer: it says so, and what to do instead. */
function refused(path: string, use: string, short: string, why: string): Verb {
  return {
    path,
    use,
    short,
    flags: [],
    interspersed: false,
    run() {
      throw new Failure(why);
    },
  };
}

const SHELLS: readonly string[] = ['bash', 'fish', 'powershell', 'zsh'];

const completion: Verb = {
  path: 'completion',
  use: 'completion SHELL',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  flags: [],
  run({ args }) {
    const [shell, ...more] = args;
    if (shell === undefined) failUsage('completion', 'Shell not specified.');
    if (more.length) failUsage('completion', 'Too many arguments. Expected only the shell type.');
    if (!SHELLS.includes(shell as string)) failUsage('completion', `Unsupported shell type ${JSON.stringify(shell)}.`);
    throw new Failure('the console completes commands, flags and names by itself. Press Tab');
  },
};

/** Commands that need a real container, a real network or a real certificate. */
export const REFUSED: readonly Verb[] = [
  completion,
  refused(
    'port-forward',
    'port-forward TYPE/NAME [LOCAL_PORT:]REMOTE_PORT',
    'Forward one or more local ports to a pod',
    'port-forward needs a real network. In the playground ask the Service itself: curl http://SERVICE-IP, or kubectl exec POD -- wget -qO- http://SERVICE',
  ),
  refused(
    'attach',
    'attach (POD | TYPE/NAME) -c CONTAINER',
    'Attach to a running container',
    'attach needs a real program. In the playground read what it printed: kubectl logs POD',
  ),
  refused(
    'cp',
    'cp <file-spec-src> <file-spec-dest>',
    'Copy files and directories to and from containers',
    'cp needs a real file system. The simulated containers have no files',
  ),
  refused('proxy', 'proxy', 'Run a proxy to the Kubernetes API server', 'proxy needs a real network. In the playground use kubectl get --output=json instead'),
  refused(
    'debug',
    'debug (POD | TYPE/NAME)',
    'Create debugging sessions for troubleshooting workloads and nodes',
    'debug needs a real container runtime. In the playground use kubectl describe, kubectl logs and the Why panel',
  ),
  refused('auth', 'auth', 'Inspect authorization', 'the playground has one user who may do everything, and so no authorization to inspect'),
  refused('certificate', 'certificate SUBCOMMAND', 'Modify certificate resources', 'the playground has no certificates'),
  refused('kustomize', 'kustomize DIR', 'Build a kustomization target from a directory or URL', 'the playground has no folders, and so no kustomization'),
  refused('plugin', 'plugin [flags]', 'Provides utilities for interacting with plugins', 'the playground has no plugins'),
];
