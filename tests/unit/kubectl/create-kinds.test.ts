import { describe, expect, it } from 'vitest';
import { Terminal } from './terminal.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n';
const yaml = (line: string, files: Readonly<Record<string, string>> = {}): string => new Terminal(files).out(`${line} --dry-run=client -o yaml`);

describe('kubectl create role', () => {
  it('has a rule for each API group, with the names that the API server has for resources', () => {
    expect(yaml('kubectl create role reader --verb=get,list --verb=get --resource=po,deploy.apps,rs.apps/scale --resource-name=a'))
      .toBe(`apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  creationTimestamp: null
  name: reader
rules:
- apiGroups:
  - ""
  resourceNames:
  - a
  resources:
  - pods
  verbs:
  - get
  - list
- apiGroups:
  - apps
  resourceNames:
  - a
  resources:
  - deployments
  - replicasets/scale
  verbs:
  - get
  - list
`);
    const terminal = new Terminal();
    expect(terminal.out('kubectl create role reader --verb=get --resource=pods')).toBe('role.rbac.authorization.k8s.io/reader created\n');
    expect(terminal.out('kubectl get roles -o name')).toBe('role.rbac.authorization.k8s.io/reader\n');
  });

  it.each([
    ['--resource=pods', 'error: at least one verb must be specified\n'],
    ['--verb=get', 'error: at least one resource must be specified\n'],
    ['--verb=get --resource=.apps', 'error: resource must be specified if apiGroup/subresource specified\n'],
    ['--verb=get --resource=gizmos', `the server doesn't have a resource type "gizmos"\n`],
    ['--verb=get --resource=gizmos.apps', `the server doesn't have a resource type "gizmos" in group "apps"\n`],
    ['--verb=bind --resource=pods', "error: can not perform 'bind' on 'pods' in group ''\n"],
  ])('%s is refused in its words', (flags, message) => {
    expect(new Terminal().err(`kubectl create role r ${flags}`)).toBe(message);
  });

  it('warns of a verb that it does not know, and goes on', () => {
    const terminal = new Terminal();
    expect(terminal.type('kubectl create role r --verb=fetch --resource=pods')).toEqual({
      out: 'role.rbac.authorization.k8s.io/r created\n',
      err: "Warning: 'fetch' is not a standard resource verb\n",
      code: 0,
    });
  });
});

describe('kubectl create clusterrole', () => {
  it('is about resources, paths, or what it is put together from', () => {
    expect(yaml('kubectl create clusterrole logs --verb=get --non-resource-url=/logs/*')).toContain('- nonResourceURLs:\n  - /logs/*\n  verbs:\n  - get\n');
    expect(yaml('kubectl create clusterrole all --verb=* --resource=*')).toContain(`- apiGroups:\n  - ""\n  resources:\n  - '*'\n  verbs:\n  - '*'\n`);
    expect(yaml('kubectl create clusterrole mon --aggregation-rule=a=b,c=d')).toContain(
      'aggregationRule:\n  clusterRoleSelectors:\n  - matchLabels:\n      a: b\n      c: d\n',
    );
  });

  it.each([
    ['--verb=get', 'error: one of resource or nonResourceURL must be specified\n'],
    ['--verb=list --non-resource-url=/logs', "error: invalid verb: 'list' for nonResourceURL\n"],
    ['--verb=get --non-resource-url=logs', 'error: nonResourceURL should start with /\n'],
    ['--verb=get --non-resource-url=/a*/b', "error: nonResourceURL only supports wildcard matches when '*' is at the end\n"],
    ['--verb=get --aggregation-rule=a=b', 'error: aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames\n'],
  ])('%s is refused in its words', (flags, message) => {
    expect(new Terminal().err(`kubectl create clusterrole r ${flags}`)).toBe(message);
  });
});

describe('kubectl create rolebinding and clusterrolebinding', () => {
  it('bind users, groups and service accounts', () => {
    const terminal = new Terminal();
    expect(terminal.out('kubectl create rolebinding b --clusterrole=view --user=ann --group=dev --serviceaccount=default:ci')).toBe(
      'rolebinding.rbac.authorization.k8s.io/b created\n',
    );
    expect(terminal.out('kubectl get rolebindings b -o jsonpath={.subjects[*].kind}/{.roleRef.kind}/{.roleRef.name}')).toBe(
      'User Group ServiceAccount/ClusterRole/view',
    );
    expect(terminal.out('kubectl create clusterrolebinding b --clusterrole=admin --user=ann')).toBe('clusterrolebinding.rbac.authorization.k8s.io/b created\n');
    expect(terminal.err('kubectl create rolebinding c --role=a --clusterrole=b')).toBe('error: exactly one of clusterrole or role must be specified\n');
    expect(terminal.err('kubectl create rolebinding c --role=a --serviceaccount=ci')).toBe('error: serviceaccount must be <namespace>:<name>\n');
    expect(terminal.err('kubectl create clusterrolebinding c')).toBe('error: required flag(s) "clusterrole" not set\n');
  });
});

describe('kubectl create ingress', () => {
  it('gathers paths by host and hosts by secret', () => {
    expect(
      yaml(
        'kubectl create ingress web --class=nginx --annotation a/b=c=d --default-backend=all:http --rule=foo.com/=svc:80,tls=s --rule=foo.com/api*=api:http --rule=bar.com/=svc:80,tls=s --rule=/x=y:1',
      ),
    ).toBe(`apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  annotations:
    a/b: c=d
  creationTimestamp: null
  name: web
spec:
  defaultBackend:
    service:
      name: all
      port:
        name: http
  ingressClassName: nginx
  rules:
  - host: foo.com
    http:
      paths:
      - backend:
          service:
            name: svc
            port:
              number: 80
        path: /
        pathType: Exact
      - backend:
          service:
            name: api
            port:
              name: http
        path: /api
        pathType: Prefix
  - host: bar.com
    http:
      paths:
      - backend:
          service:
            name: svc
            port:
              number: 80
        path: /
        pathType: Exact
  - http:
      paths:
      - backend:
          service:
            name: "y"
            port:
              number: 1
        path: /x
        pathType: Exact
  tls:
  - hosts:
    - foo.com
    - bar.com
    secretName: s
status:
  loadBalancer: {}
`);
    expect(new Terminal().out('kubectl create ing web --rule=/=svc:80')).toBe('ingress.networking.k8s.io/web created\n');
  });

  it.each([
    [
      '',
      'error: not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)\n',
    ],
    ['--rule=foo.com=svc:80', 'error: rule foo.com=svc:80 is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]\n'],
    ['--rule=/=svc:80 --annotation=a', 'error: annotation a is invalid and should be in format key=[value]\n'],
    ['--default-backend=svc', 'error: default-backend should be in format servicename:serviceport\n'],
  ])('%s is refused in its words', (flags, message) => {
    expect(new Terminal().err(`kubectl create ingress web ${flags}`)).toBe(message);
  });
});

describe('kubectl create secret', () => {
  it('tls takes a certificate and a key', () => {
    const files = { 'a.crt': CERTIFICATE, 'a.key': KEY, 'a.txt': 'text' };
    const terminal = new Terminal(files);
    expect(terminal.out('kubectl create secret tls web --cert=a.crt --key=a.key')).toBe('secret/web created\n');
    expect(terminal.out('kubectl get secret web -o jsonpath={.type}/{.data}')).toBe(
      `kubernetes.io/tls/{"tls.crt":"${Buffer.from(CERTIFICATE).toString('base64')}","tls.key":"${Buffer.from(KEY).toString('base64')}"}`,
    );
    expect(terminal.err('kubectl create secret tls t --cert=a.crt')).toBe('error: key and cert must be specified\n');
    expect(terminal.err('kubectl create secret tls t --cert=b.crt --key=a.key')).toBe('error: Cannot read file b.crt, open b.crt: no such file or directory\n');
    expect(terminal.err('kubectl create secret tls t --cert=a.txt --key=a.key')).toBe('error: tls: failed to find any PEM data in certificate input\n');
    expect(terminal.err('kubectl create secret tls t --cert=a.crt --key=a.crt')).toBe(
      'error: tls: found a certificate rather than a key in the PEM for the private key\n',
    );
  });

  it('docker-registry keeps who logs in where', () => {
    const terminal = new Terminal();
    terminal.out("kubectl create secret docker-registry pull --docker-username=ann --docker-password='a&b' --docker-server=reg.example");
    const data = JSON.parse(terminal.out("kubectl get secret pull -o jsonpath='{.data}'")) as Record<string, string>;
    expect(Buffer.from(data['.dockerconfigjson'] as string, 'base64').toString()).toBe(
      String.raw`{"auths":{"reg.example":{"username":"ann","password":"a\u0026b","auth":"YW5uOmEmYg=="}}}`,
    );
    expect(terminal.err('kubectl create secret docker-registry p --docker-username=ann')).toBe(
      'error: either --from-file or the combination of --docker-username, --docker-password and --docker-server is required\n',
    );
  });
});
