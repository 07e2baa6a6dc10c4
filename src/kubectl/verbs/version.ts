import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { toYaml } from '../printers/yaml.ts';

/** The client whose words are modelled, and the control plane that is. */
const CLIENT = 'v1.32.4';
const KUSTOMIZE = 'v5.5.0';
const SERVER = 'v1.36.2';

const about = (gitVersion: string): Readonly<Record<string, string>> => {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return { gitVersion, major, minor, platform: 'linux/amd64' };
};

export const version: Verb = {
  path: 'version',
  use: 'version',
  short: 'Print the client and server version information',
  flags: [flag('client', '', 'bool', 'If true, shows client version only (no server required).'), flag('output', 'o', 'string', "One of 'yaml' or 'json'.")],
  run(call) {
    if (call.args.length) fail(`extra arguments: [${call.args.join(' ')}]`);
    const output = call.flags.text('output');
    const clientOnly = call.flags.bool('client');
    const all = { clientVersion: about(CLIENT), kustomizeVersion: KUSTOMIZE, ...(clientOnly ? {} : { serverVersion: about(SERVER) }) };
    if (output === 'json') call.say(JSON.stringify(all, null, 2));
    else if (output === 'yaml') call.out(toYaml(all));
    else if (output) fail("--output must be 'yaml' or 'json'");
    else {
      call.say(`Client Version: ${CLIENT}`);
      call.say(`Kustomize Version: ${KUSTOMIZE}`);
      if (!clientOnly) call.say(`Server Version: ${SERVER}`);
    }
  },
};

export const clusterInfo: Verb = {
  path: 'cluster-info',
  use: 'cluster-info',
  short: 'Display cluster information',
  run(call) {
    call.say('Kubernetes control plane is running at https://10.96.0.1:443');
    call.say('');
    call.say("To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.");
  },
};
