import type { Pod } from '../../kube/pod.ts';
import { EPOCH_MS } from '../../kube/time.ts';
import type { KubectlContext } from '../contract.ts';
import { DNS_ADDRESS, resolveName } from './dns.ts';
import { type Client, bodyOf, headOf, parseUrl, request } from './http.ts';

/** What a program printed, and how it ended. */
export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Where a program runs: in a Pod, or in the console itself. */
export interface Place {
  readonly context: KubectlContext;
  readonly pod: Pod | undefined;
}

type Program = (args: readonly string[], place: Place) => Printed;

const said = (stdout: string): Printed => ({ stdout, stderr: '', code: 0 });
const failed = (stderr: string, code = 1): Printed => ({ stdout: '', stderr, code });

const clientOf = ({ context, pod }: Place): Client => ({
  listers: context.listers,
  now: context.now,
  namespace: pod?.metadata.namespace ?? context.namespace,
});

/** The arguments without flags; a flag in `withValue` takes the word after it. */
function operands(args: readonly string[], withValue: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (!arg.startsWith('-') || arg === '-') found.push(arg);
    else if (withValue.includes(arg)) i++;
  }
  return found;
}

const hasShort = (args: readonly string[], letter: string): boolean => args.some((arg) => /^-[A-Za-z]+-?$/.test(arg) && arg.includes(letter));

/** As BusyBox prints it in the images that the course uses. */
const nslookup: Program = (args, place) => {
  const [name] = operands(args, []);
  const head = `Server:\t\t${DNS_ADDRESS}\nAddress:\t${DNS_ADDRESS}:53\n\n`;
  if (!name) return failed('BusyBox v1.36.1 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n');
  const client = clientOf(place);
  const resolved = resolveName(client.listers, name, client.namespace);
  if (!resolved) return { stdout: `${head}** server can't find ${name}: NXDOMAIN\n\n** server can't find ${name}: NXDOMAIN\n\n`, stderr: '', code: 1 };
  return said(`${head}${resolved.addresses.map((address) => `Name:\t${resolved.name}\nAddress: ${address}\n`).join('')}\n`);
};

const curl: Program = (args, place) => {
  const url = operands(args, ['-o', '--output', '-H', '--header', '-X', '--request', '-m', '--max-time', '--connect-timeout'])[0];
  if (!url) return failed("curl: try 'curl --help' for more information\n", 2);
  const silent = hasShort(args, 's') || args.includes('--silent');
  const answer = request(clientOf(place), url);
  if (answer.what === 'unresolved') return failed(silent ? '' : `curl: (6) Could not resolve host: ${answer.host}\n`, 6);
  if (answer.what === 'refused')
    return failed(silent ? '' : `curl: (7) Failed to connect to ${answer.host} port ${answer.port} after 0 ms: Couldn't connect to server\n`, 7);
  const head = headOf(answer.pod, place.context.now);
  const verbose = hasShort(args, 'v') || args.includes('--verbose');
  const trace = verbose
    ? [
        `*   Trying ${answer.address}:${answer.port}...`,
        `* Connected to ${answer.host} (${answer.address}) port ${answer.port}`,
        `> GET ${parseUrl(url).path} HTTP/1.1`,
        `> Host: ${answer.host}`,
        '> User-Agent: curl/8.5.0',
        '> Accept: */*',
        '>',
        ...head.map((line) => `< ${line}`),
        '<',
        `* Connection #0 to host ${answer.host} left intact`,
      ]
    : [];
  const headOnly = hasShort(args, 'I') || args.includes('--head');
  return { stdout: headOnly ? `${head.join('\n')}\n\n` : bodyOf(answer.pod), stderr: trace.map((line) => `${line}\n`).join(''), code: 0 };
};

const wget: Program = (args, place) => {
  const url = operands(args, ['-O', '-T', '-t', '--timeout'])[0];
  if (!url) return failed('BusyBox v1.36.1 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-T SEC] URL...\n');
  const quiet = hasShort(args, 'q');
  const answer = request(clientOf(place), url);
  if (answer.what === 'unresolved') return failed(`wget: bad address '${answer.host}'\n`);
  const connecting = `Connecting to ${answer.host} (${answer.address}:${answer.port})\n`;
  if (answer.what === 'refused') return failed(`${quiet ? '' : connecting}wget: can't connect to remote host (${answer.address}): Connection refused\n`);
  const body = bodyOf(answer.pod);
  const toStdout = args.some((arg, i) => arg === '-qO-' || arg === '-O-' || (/^-[a-z]*O$/i.test(arg) && args[i + 1] === '-'));
  if (toStdout) return { stdout: body, stderr: quiet ? '' : `${connecting}writing to stdout\n`, code: 0 };
  return {
    stdout: '',
    stderr: quiet
      ? ''
      : `${connecting}saving to 'index.html'\nindex.html           100% |********************************| ${String(body.length).padStart(5)}  0:00:00 ETA\n'index.html' saved\n`,
    code: 0,
  };
};

const hostname: Program = (args, { pod }) =>
  said(`${hasShort(args, 'i') ? (pod?.status.podIP ?? '127.0.0.1') : (pod?.spec.hostname ?? pod?.metadata.name ?? 'localhost')}\n`);

/** A container's environment: its own, and what the kubelet adds for every Service that was there before the Pod. */
const env: Program = (_args, { context, pod }) => {
  const lines = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', `HOSTNAME=${pod?.metadata.name ?? 'localhost'}`];
  for (const { name, value } of pod?.spec.containers[0]?.env ?? []) lines.push(`${name}=${value ?? ''}`);
  const services: { readonly name: string; readonly ip: string; readonly port: number }[] = [{ name: 'kubernetes', ip: '10.96.0.1', port: 443 }];
  for (const service of pod ? context.listers.listIn('services', pod.metadata.namespace ?? '') : []) {
    const { clusterIP, ports } = service.spec;
    if (clusterIP && clusterIP !== 'None' && ports?.[0] && service.metadata.creationTimestamp <= (pod?.metadata.creationTimestamp ?? ''))
      services.push({ name: service.metadata.name, ip: clusterIP, port: ports[0].port });
  }
  for (const { name, ip, port } of services) {
    const prefix = name.toUpperCase().replaceAll('-', '_');
    lines.push(`${prefix}_SERVICE_HOST=${ip}`, `${prefix}_SERVICE_PORT=${port}`, `${prefix}_PORT=tcp://${ip}:${port}`);
  }
  lines.push('HOME=/root');
  return said(`${lines.join('\n')}\n`);
};

const cat: Program = (args, place) => {
  const [file = ''] = operands(args, []);
  const namespace = place.pod?.metadata.namespace ?? 'default';
  if (file === '/etc/resolv.conf')
    return said(`search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver ${DNS_ADDRESS}\noptions ndots:5\n`);
  if (file === '/etc/hostname') return hostname([], place);
  return failed(`cat: can't open '${file}': No such file or directory\n`);
};

const ping: Program = (args, place) => {
  const [host = ''] = operands(args, ['-c', '-W', '-i']);
  const resolved = resolveName(place.context.listers, host, clientOf(place).namespace);
  const address = resolved?.addresses[0];
  if (address === undefined) return failed(`ping: bad address '${host}'\n`);
  const answers = [...place.context.listers.list('pods')].some((pod) => pod.status.podIP === address);
  const reply = answers ? `64 bytes from ${address}: seq=0 ttl=62 time=0.120 ms\n` : '';
  const statistics = `\n--- ${host} ping statistics ---\n1 packets transmitted, ${answers ? 1 : 0} packets received, ${answers ? 0 : 100}% packet loss\n`;
  return { stdout: `PING ${host} (${address}): 56 data bytes\n${reply}${statistics}`, stderr: '', code: answers ? 0 : 1 };
};

/** The readiness probes of the simulated programs look whether this file is there, as `exec: {command: [cat, /tmp/ready]}` would. */
const READY_FILE = '/tmp/ready';

/** `touch` and `rm`: the file that says that the program is ready comes and goes; there are no others. */
const fileProgram =
  (ready: boolean): Program =>
  (args, { context, pod }) => {
    const files = operands(args, []);
    const name = ready ? 'touch' : 'rm';
    if (!files.length) return failed(`${name}: missing operand\n`);
    const strange = files.find((file) => file !== READY_FILE);
    if (strange !== undefined && !ready && !hasShort(args, 'f')) return failed(`rm: can't remove '${strange}': No such file or directory\n`);
    if (pod && files.includes(READY_FILE)) context.machines?.probe(pod.metadata.namespace ?? '', pod.metadata.name, ready);
    return said('');
  };

const PROGRAMS: Readonly<Record<string, Program>> = {
  nslookup,
  curl,
  wget,
  hostname,
  env,
  printenv: env,
  cat,
  ping,
  touch: fileProgram(true),
  rm: fileProgram(false),
  date: (_args, { context }) => said(`${new Date(context.now + EPOCH_MS).toUTCString()}\n`),
};

/** Whether the playground has a stand-in for a program. */
export function hasProgram(name: string): boolean {
  return Object.hasOwn(PROGRAMS, name);
}

/** The programs that there are stand-ins for. */
export function programNames(): readonly string[] {
  return Object.keys(PROGRAMS);
}

/** Runs a program's stand-in, answered from the cluster's own Services, names and endpoints. */
export function runProgram(name: string, args: readonly string[], place: Place): Printed {
  return (PROGRAMS[name] as Program)(args, place);
}
