import type { KubeObject } from '../../../kube/meta.ts';
import { type Plain, byCode, digList, digText } from '../../core/dig.ts';
import type { DescribeWriter, Describer } from './writer.ts';

/** Names, labels and annotations, as the describers of access control begin: without a namespace. */
function head(writer: DescribeWriter, object: KubeObject): void {
  writer.field('Name', object.metadata.name);
  writer.marks(object.metadata);
}

const texts = (value: unknown, path: string): readonly string[] => digList(value, path) as unknown as readonly string[];

/** What one line of a role allows: a resource of a group, or a path, with all its verbs. */
interface Allowed {
  readonly group: string | undefined;
  readonly resource: string;
  readonly path: string | undefined;
  readonly name: string | undefined;
  readonly verbs: readonly string[];
}

/** A rule as rules of one verb, one resource and one name each. Models rbac.BreakdownRule. */
function breakdown(rule: Plain): readonly Allowed[] {
  const names = texts(rule, 'resourceNames');
  const verbs = texts(rule, 'verbs');
  const resources = texts(rule, 'apiGroups').flatMap((group) =>
    texts(rule, 'resources').flatMap((resource) =>
      verbs.flatMap((verb) => (names.length ? names : [undefined]).map((name): Allowed => ({ group, resource, path: undefined, name, verbs: [verb] }))),
    ),
  );
  const paths = texts(rule, 'nonResourceURLs').flatMap((path) =>
    verbs.map((verb): Allowed => ({ group: undefined, resource: '', path, name: undefined, verbs: [verb] })),
  );
  return [...resources, ...paths];
}

/** Rules that differ by their verb alone as one; paths stay as they are. Models rbac.CompactRules. */
function compact(rules: readonly Allowed[]): readonly Allowed[] {
  const paths = rules.filter((rule) => rule.path !== undefined);
  const simple = new Map<string, Allowed>();
  for (const rule of rules) {
    if (rule.path !== undefined) continue;
    const key = JSON.stringify([rule.group, rule.resource, rule.name]);
    const known = simple.get(key);
    simple.set(key, known ? { ...known, verbs: [...new Set([...known.verbs, ...rule.verbs])] } : rule);
  }
  return [...paths, ...simple.values()];
}

const bracketed = (...list: readonly (string | undefined)[]): string => `[${list.filter((item) => item !== undefined).join(' ')}]`;

/** `deployments.apps/scale`. Models CombineResourceGroup. */
function combined({ resource, group }: Allowed): string {
  const [name = '', subresource] = resource.split('/');
  return `${name}${group ? `.${group}` : ''}${subresource === undefined ? '' : `/${subresource}`}`;
}

const role: Describer = (object, writer) => {
  head(writer, object);
  // Sorted as the rules print themselves.
  const sortKey = ({ verbs, group, resource, name, path }: Allowed): string =>
    [bracketed(...verbs), bracketed(group), bracketed(resource || undefined), bracketed(name), bracketed(path)].join(',');
  const rules = [...compact(digList(object, 'rules').flatMap(breakdown))].sort((a, b) => byCode(sortKey(a), sortKey(b)));
  writer.line(0, 'PolicyRule:');
  writer.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  writer.line(1, '---------\t-----------------\t--------------\t-----');
  for (const rule of rules) writer.line(1, [combined(rule), bracketed(rule.path), bracketed(rule.name), bracketed(...rule.verbs)].join('\t'));
};

const binding: Describer = (object, writer) => {
  head(writer, object);
  writer.line(0, 'Role:');
  writer.line(1, `Kind:\t${digText(object, 'roleRef.kind')}`);
  writer.line(1, `Name:\t${digText(object, 'roleRef.name')}`);
  writer.line(0, 'Subjects:');
  writer.line(1, 'Kind\tName\tNamespace');
  writer.line(1, '----\t----\t---------');
  for (const subject of digList(object, 'subjects'))
    writer.line(1, `${digText(subject, 'kind')}\t${digText(subject, 'name')}\t${digText(subject, 'namespace')}`);
};

const ACCOUNT_TOKEN = 'kubernetes.io/service-account-token';

const serviceAccount: Describer = (object, writer, context) => {
  const { name, namespace = '' } = object.metadata;
  writer.field('Name', name);
  writer.field('Namespace', namespace);
  writer.marks(object.metadata);
  const secrets = [...context.listers.listIn('secrets', namespace)];
  const known = new Set(secrets.map((secret) => secret.metadata.name));
  const tokens = secrets.filter(
    (secret) => digText(secret, 'type') === ACCOUNT_TOKEN && secret.metadata.annotations?.['kubernetes.io/service-account.name'] === name,
  );
  const named = (path: string): readonly string[] => digList(object, path).map((entry) => digText(entry, 'name'));
  const titles: readonly (readonly [string, readonly string[]])[] = [
    ['Image pull secrets:', named('imagePullSecrets')],
    ['Mountable secrets: ', named('secrets')],
    ['Tokens:            ', tokens.map((token) => token.metadata.name).sort(byCode)],
  ];
  for (const [title, names] of titles) {
    if (!names.length) writer.line(0, `${title}\t<none>`);
    for (const [i, secret] of names.entries()) writer.line(0, `${i ? ' '.repeat(title.length) : title}\t${secret}${known.has(secret) ? '' : ' (not found)'}`);
  }
  writer.events(object, context);
};

export const ACCESS_DESCRIBERS: Readonly<Record<string, Describer>> = {
  serviceaccounts: serviceAccount,
  roles: role,
  clusterroles: role,
  rolebindings: binding,
  clusterrolebindings: binding,
};
