import { base64 } from '../../kube/base64.ts';
import type { Call } from '../core/call.ts';
import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { kindVerb } from './create-kind.ts';
import type { Generated } from './generate.ts';

/** Secrets of a type of their own. */

const secret = (call: Call, name: string, type: string, data: Readonly<Record<string, string>>): Generated => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: call.namespace },
  data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
  type,
});

function fileOf({ context }: Call, path: string): string {
  return context.files.get(path) ?? fail(`Cannot read file ${path}, open ${path}: no such file or directory`);
}

/** The types of the PEM blocks of a file. */
const blocksOf = (text: string): readonly string[] =>
  [...text.matchAll(/^-----BEGIN ([^\n]*?)-----$[^]*?^-----END \1-----$/gm)].map(([, type]) => type as string);

/** Whether a file holds a certificate and another a key: what is in them is not looked at. Models the first half of tls.X509KeyPair. */
function checkPair(certificate: string, key: string): void {
  const types = blocksOf(certificate);
  if (!types.length) fail('tls: failed to find any PEM data in certificate input');
  if (!types.includes('CERTIFICATE'))
    fail(
      types.length === 1 && types[0]?.endsWith('PRIVATE KEY')
        ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
        : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${types.join(' ')}]`,
    );
  const keys = blocksOf(key);
  if (!keys.length) fail('tls: failed to find any PEM data in key input');
  if (keys.some((type) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'))) return;
  fail(
    keys.length === 1 && keys[0] === 'CERTIFICATE'
      ? 'tls: found a certificate rather than a key in the PEM for the private key'
      : `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keys.join(' ')}]`,
  );
}

function tlsSecret(call: Call, name: string): Generated {
  const [certificate, key] = [call.flags.text('cert'), call.flags.text('key')];
  if (!certificate || !key) fail('key and cert must be specified');
  const data = { 'tls.crt': fileOf(call, certificate), 'tls.key': fileOf(call, key) };
  checkPair(data['tls.crt'], data['tls.key']);
  return secret(call, name, 'kubernetes.io/tls', data);
}

function registrySecret(call: Call, name: string): Generated {
  const { flags } = call;
  const [username, password, email, server] = ['username', 'password', 'email', 'server'].map((part) => flags.text(`docker-${part}`)) as [
    string,
    string,
    string,
    string,
  ];
  if (!username || !password || !server) fail('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
  const entry = { username, password, ...(email ? { email } : {}), auth: base64(`${username}:${password}`) };
  return secret(call, name, 'kubernetes.io/dockerconfigjson', {
    '.dockerconfigjson': JSON.stringify({ auths: { [server]: entry } }).replaceAll(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
  });
}

export const CREATE_SECRETS: readonly Verb[] = [
  kindVerb(
    'secret tls',
    'secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
    'Create a TLS secret',
    [],
    [
      flag('cert', '', 'string', 'Path to PEM encoded public key certificate.'),
      flag('key', '', 'string', 'Path to private key associated with given certificate.'),
    ],
    tlsSecret,
    'failed to create secret ',
  ),
  kindVerb(
    'secret docker-registry',
    'secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
    'Create a secret for use with a Docker registry',
    [],
    [
      flag('docker-email', '', 'string', 'Email for Docker registry'),
      flag('docker-password', '', 'string', 'Password for Docker registry authentication'),
      flag('docker-server', '', 'string', 'Server location for Docker registry', { value: 'https://index.docker.io/v1/' }),
      flag('docker-username', '', 'string', 'Username for Docker registry authentication'),
    ],
    registrySecret,
    'failed to create secret ',
  ),
];
