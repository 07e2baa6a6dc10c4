import type { Call } from '../core/call.ts';
import { Failure, fail, failUsage, throwAll } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { alignRows } from '../printers/tabwriter.ts';

/** The one context that there is. */
const CONTEXT = 'rolloutscope';

const namespaceOf = (call: Call): string => (call.context.namespace === 'default' ? '' : call.context.namespace);

function requireContext(name: string | undefined): void {
  if (name !== CONTEXT) fail(`no context exists with the name: ${JSON.stringify(name ?? '')}`);
}

export const config: Verb = { path: 'config', use: 'config SUBCOMMAND', short: 'Modify kubeconfig files' };

export const configView: Verb = {
  path: 'config view',
  use: 'config view [flags]',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  flags: [
    flag('minify', '', 'bool', 'Remove all information not used by current-context from the output'),
    flag('raw', '', 'bool', 'Display raw byte data and sensitive data'),
    flag('output', 'o', 'string', 'Output format.', { value: 'yaml' }),
  ],
  run(call) {
    if (call.args.length) failUsage('config view', `unexpected arguments: [${call.args.join(' ')}]`);
    const namespace = namespaceOf(call);
    call.out(`apiVersion: v1
clusters:
- cluster:
    server: https://10.96.0.1:443
  name: ${CONTEXT}
contexts:
- context:
    cluster: ${CONTEXT}
${namespace ? `    namespace: ${namespace}\n` : ''}    user: learner
  name: ${CONTEXT}
current-context: ${CONTEXT}
kind: Config
preferences: {}
users:
- name: learner
  user: {}
`);
  },
};

export const configGetContexts: Verb = {
  path: 'config get-contexts',
  use: 'config get-contexts [(-o|--output=)name)]',
  short: 'Describe one or many contexts',
  flags: [
    flag('no-headers', '', 'bool', "When using the default or custom-column output format, don't print headers (default print headers)."),
    flag('output', 'o', 'string', 'Output format. One of: (name).'),
  ],
  run(call) {
    const unknown = call.args.filter((name) => name !== CONTEXT);
    const found = !call.args.length || call.args.includes(CONTEXT);
    if (call.flags.text('output') === 'name') {
      if (found) call.say(CONTEXT);
    } else {
      const header = call.flags.bool('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']];
      call.out(alignRows([...header, ...(found ? [['*', CONTEXT, CONTEXT, 'learner', namespaceOf(call)]] : [])]));
    }
    throwAll(unknown.map((name) => new Failure(`context ${name} not found`)));
  },
};

export const configCurrentContext: Verb = {
  path: 'config current-context',
  use: 'config current-context',
  short: 'Display the current-context',
  run: (call) => call.say(CONTEXT),
};

const listing = (path: string, short: string, name: string): Verb => ({
  path: `config ${path}`,
  use: `config ${path}`,
  short,
  run: (call) => call.out(lines('NAME', name)),
});

const lines = (...each: readonly string[]): string => each.map((line) => `${line}\n`).join('');

export const configGetClusters = listing('get-clusters', 'Display clusters defined in the kubeconfig', CONTEXT);
export const configGetUsers = listing('get-users', 'Display users defined in the kubeconfig', 'learner');

export const configUseContext: Verb = {
  path: 'config use-context',
  aliases: ['config use'],
  use: 'config use-context CONTEXT_NAME',
  short: 'Set the current-context in a kubeconfig file',
  run(call) {
    if (call.args.length !== 1) fail(`Unexpected args: [${call.args.join(' ')}]`);
    requireContext(call.args[0]);
    call.say(`Switched to context ${JSON.stringify(CONTEXT)}.`);
  },
};

export const configSetContext: Verb = {
  path: 'config set-context',
  use: 'config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]',
  short: 'Set a context entry in kubeconfig',
  flags: [
    flag('cluster', '', 'string', 'cluster for the context entry in kubeconfig'),
    flag('current', '', 'bool', 'Modify the current context'),
    flag('namespace', '', 'string', 'namespace for the context entry in kubeconfig'),
    flag('user', '', 'string', 'user for the context entry in kubeconfig'),
  ],
  run(call) {
    if (call.args.length > 1) fail(`Unexpected args: [${call.args.join(' ')}]`);
    const [name] = call.args;
    if (!name && !call.flags.bool('current')) fail('you must specify a non-empty context name or --current');
    if (name) requireContext(name);
    if (call.flags.has('namespace')) call.newNamespace = call.flags.text('namespace') || 'default';
    call.say(`Context ${JSON.stringify(CONTEXT)} modified.`);
  },
};
