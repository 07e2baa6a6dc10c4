import { describe, expect, it } from 'vitest';
import { Terminal, lines } from './terminal.ts';

const terminal = new Terminal({
  'all.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules:
- {apiGroups: ['', apps], resources: [pods, deployments/scale], verbs: [get, list]}
- {apiGroups: [''], resources: [configmaps], resourceNames: [conf], verbs: ['*']}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: health}
rules:
- {nonResourceURLs: [/healthz], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
- {kind: ServiceAccount, name: robot, namespace: default}
- {kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
imagePullSecrets: [{name: registry}]
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: example.com/disks
mountOptions: [ro, soft]
allowedTopologies:
- matchLabelExpressions: [{key: zone, values: [a, b]}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: example.com/ingress}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: spare}
spec: {hard: {pods: '40'}, scopes: [BestEffort]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
binaryData: {bin: AAEC}
---
apiVersion: v1
kind: Service
metadata: {name: lb}
spec: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8], selector: {a: b}, ports: [{port: 80}]}
`,
});
terminal.out('apply -f all.yaml');
const described = (what: string): string => terminal.out(`describe ${what}`).replaceAll(/ {2,}/g, '  ');

describe('describe', () => {
  it('takes roles apart, and puts together what differs by its verb', () => {
    expect(described('role reader')).toBe(
      lines(
        'Name:  reader',
        'Labels:  <none>',
        'Annotations:  <none>',
        'PolicyRule:',
        '  Resources  Non-Resource URLs  Resource Names  Verbs',
        '  ---------  -----------------  --------------  -----',
        '  configmaps  []  [conf]  [*]',
        '  deployments/scale  []  []  [get list]',
        '  pods  []  []  [get list]',
        '  deployments.apps/scale  []  []  [get list]',
        '  pods.apps  []  []  [get list]',
      ),
    );
    expect(described('clusterrole health')).toContain('\n  [/healthz]  []  [get]\n');
    expect(described('rolebinding readers')).toContain(
      'Role:\n  Kind:  Role\n  Name:  reader\nSubjects:\n  Kind  Name  Namespace\n  ----  ----  ---------\n  ServiceAccount  robot  default\n  User  jane  \n',
    );
  });

  it('says of a ServiceAccount which Secrets are missing', () => {
    expect(described('sa robot')).toContain('Image pull secrets:  registry (not found)\nMountable secrets:  <none>\nTokens:  <none>\n');
    terminal.out('create secret generic registry --from-literal=a=b');
    expect(described('sa robot')).toContain('Image pull secrets:  registry\n');
  });

  it('has a form for classes, quotas with scopes, bytes and source ranges', () => {
    expect(described('sc fast')).toContain('MountOptions:\n  ro\n  soft\n');
    expect(described('sc fast')).toContain('AllowedTopologies:  \n  Term 0:  zone in [a, b]\n');
    expect(described('ingressclass nginx')).toContain('Annotations:  <none>\nController:  example.com/ingress\nEvents:  <none>\n');
    const scope = 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.';
    expect(described('quota spare')).toContain(`Scopes:  BestEffort\n * ${scope}\nResource  Used  Hard\n`);
    expect(described('ns default')).toContain(`  Name:  spare\n  Scopes:  BestEffort\n  * ${scope}\n  Resource  Used  Hard\n`);
    expect(described('cm conf')).toContain('BinaryData\n====\nbin: 3 bytes\n');
    expect(described('svc lb')).toContain('LoadBalancer Source Ranges:  10.0.0.0/8\n');
  });
});

describe('create', () => {
  it('words refusals as each kind does', () => {
    terminal.out('create configmap twice --from-literal=a=b');
    expect(terminal.err('create configmap twice')).toBe('error: failed to create configmap: configmaps "twice" already exists\n');
    expect(terminal.err('create secret generic registry')).toBe('error: failed to create secret secrets "registry" already exists\n');
    expect(terminal.err('create sa robot')).toBe('error: failed to create serviceaccount: serviceaccounts "robot" already exists\n');
    expect(terminal.err('create ns default')).toBe('Error from server (AlreadyExists): namespaces "default" already exists\n');
  });

  it('takes a key once', () => {
    expect(terminal.err('create cm x --from-literal=a=b --from-literal=a=c')).toBe(
      'error: cannot add key "a", another key by that name already exists in Data for ConfigMap "x"\n',
    );
    expect(terminal.err('create secret generic x --from-literal=a=b --from-literal=a=c')).toBe(
      'error: cannot add key a, another key by that name already exists\n',
    );
    expect(terminal.err('create cm x --from-file==all.yaml')).toBe('error: key name for file path all.yaml missing\n');
  });
});

describe('annotate', () => {
  it('writes the cause of a change anew without being asked to', () => {
    terminal.out('create deployment web --image=nginx:1.23');
    terminal.out('set image deploy/web nginx=nginx:1.24 --record');
    expect(terminal.out('annotate deploy web kubernetes.io/change-cause="to 1.24"')).toBe('deployment.apps/web annotated\n');
    expect(terminal.out('get deploy web -o jsonpath="{.metadata.annotations.kubernetes\\.io/change-cause}"')).toBe('to 1.24');
    terminal.out('annotate deploy web note=a');
    expect(terminal.err('annotate deploy web note=b')).toContain('--overwrite is false');
  });
});

describe('refusals', () => {
  it('name the group of the core as Go does', () => {
    expect(terminal.err('autoscale svc lb --max=3')).toBe(
      'error: cannot autoscale a Service: could not find scale subresource for /v1, Resource=services in discovery information\n',
    );
    expect(terminal.err('rollout history svc/lb')).toBe('error: error retrieving history for "Service", no visitor method exists for { Service}\n');
    expect(terminal.err('rollout undo svc/lb')).toBe('error: error retrieving rollbacker for "Service", no visitor method exists for { Service}\n');
  });

  it('come before anything is asked', () => {
    expect(terminal.err('apply -f all.yaml --validate=foo')).toBe(
      'error: invalid - validate option "foo"; must be one of: strict (or true), warn, ignore (or false)\n',
    );
    expect(terminal.err('create pdb x --selector=a=b --min-available=x')).toBe('error: invalid format specified for min-available\n');
    expect(terminal.err('version foo')).toBe('error: extra arguments: [foo]\n');
    expect(terminal.err('top node a b')).toBe("error: node [NAME | -l label]\nSee 'kubectl top node -h' for help and examples\n");
    expect(terminal.err('explain nothing')).toBe('the server doesn\'t have a resource type "nothing"\n');
    expect(terminal.type('explain pod.spec.nope').out).toBe('KIND:       Pod\nVERSION:    v1\n\n');
  });
});
