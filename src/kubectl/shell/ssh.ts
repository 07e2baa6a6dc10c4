import { isDNS1123Subdomain } from '../../cluster/api/validation/names.ts';
import type { KubectlContext } from '../contract.ts';
import type { Printed } from '../network/programs.ts';

/**
 * What a person does on a machine itself, since kubectl cannot: `ssh NODE systemctl stop kubelet`, `ssh NODE kubeadm join`.
 * Nothing else of the machine is simulated.
 */

const JOINED = `This node has joined the cluster:
* Certificate signing request was sent to apiserver and a response was received.
* The Kubelet was informed of the new secure connection details.

Run 'kubectl get nodes' on the control-plane to see this node join the cluster.
`;
const KNOWN = 'the simulated machines know: systemctl start kubelet, systemctl stop kubelet, systemctl restart kubelet, systemctl status kubelet, kubeadm join';

const said = (stdout: string): Printed => ({ stdout, stderr: '', code: 0 });
const failed = (stderr: string, code: number): Printed => ({ stdout: '', stderr: `${stderr}\n`, code });

/** Carries out `ssh` with its arguments. */
export function ssh(args: readonly string[], context: KubectlContext): Printed {
  const [host = '', ...rest] = args.filter((arg) => !arg.startsWith('-'));
  const name = host.slice(host.indexOf('@') + 1);
  if (!name) return failed('usage: ssh destination [command [argument ...]]', 255);
  const words = rest[0] === 'sudo' ? rest.slice(1) : rest;
  const [program = '', verb = '', unit = ''] = words;
  const isNode = context.listers.get('nodes', name) !== undefined;
  if (program === 'kubeadm' && verb === 'join') return join(name, isNode, context);
  if (!isNode) return failed(`ssh: Could not resolve hostname ${name}: Name or service not known`, 255);
  if (program !== 'systemctl' || !['kubelet', 'kubelet.service'].includes(unit))
    return failed(program ? `bash: ${program}: command not found\n${KNOWN}` : `a shell on the simulated machine cannot be opened\n${KNOWN}`, 127);
  const isDown = (context.listers.get('#nodes', name)?.spec as { readonly down?: boolean } | undefined)?.down === true;
  switch (verb) {
    case 'stop':
      if (!isDown) context.machines?.power(name, false);
      return said('');
    case 'start':
    case 'restart':
      if (isDown) context.machines?.power(name, true);
      return said('');
    case 'status':
      return {
        stdout: `● kubelet.service - kubelet: The Kubernetes Node Agent\n     Active: ${isDown ? 'inactive (dead)' : 'active (running)'}\n`,
        stderr: '',
        code: isDown ? 3 : 0,
      };
    default:
      return failed(`Unknown command verb '${verb}', did you mean 'start'?`, 1);
  }
}

function join(name: string, isNode: boolean, context: KubectlContext): Printed {
  if (isNode)
    return failed(
      `error execution phase kubelet-start: a Node with name "${name}" and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node`,
      1,
    );
  const problems = isDNS1123Subdomain(name);
  if (problems.length) return failed(`nodeRegistration.name: Invalid value: ${JSON.stringify(name)}: ${problems.join(', ')}`, 1);
  context.machines?.join(name);
  return said(JOINED);
}
