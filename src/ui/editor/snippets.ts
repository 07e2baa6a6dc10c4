import type { editorWords } from '../../i18n/en.editor.ts';

/** A manifest to start from. `${1:web}` is a place to fill in, in the notation of Monaco's snippets. */
export interface Snippet {
  readonly name: string;
  /** The kind that its icon and its file are named after. */
  readonly file: string;
  readonly detail: Extract<keyof typeof editorWords, `editor.snippet.${string}`>;
  readonly body: string;
}

const workload = (kind: string, name: string, spec: string): string => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: \${1:${name}}
spec:
${spec}  selector:
    matchLabels:
      app: \${1:${name}}
  template:
    metadata:
      labels:
        app: \${1:${name}}
    spec:
      containers:
      - name: nginx
        image: \${3:nginx:1.23}
`;

/** One for each kind of the course, in the order in which it meets them. */
export const SNIPPETS: readonly Snippet[] = [
  {
    name: 'Deployment',
    file: 'deployment.yaml',
    detail: 'editor.snippet.Deployment',
    body: workload(
      'Deployment',
      'web',
      '  replicas: ${2:10}\n  strategy:\n    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 25%\n      maxUnavailable: 25%\n',
    ),
  },
  {
    name: 'Service',
    file: 'service.yaml',
    detail: 'editor.snippet.Service',
    body: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: ${1:web}\nspec:\n  selector:\n    app: ${1:web}\n  ports:\n  - port: ${2:80}\n',
  },
  {
    name: 'Service (headless)',
    file: 'headless.yaml',
    detail: 'editor.snippet.HeadlessService',
    body: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: ${1:db}\nspec:\n  clusterIP: None\n  selector:\n    app: ${1:db}\n  ports:\n  - port: ${2:80}\n',
  },
  {
    name: 'StatefulSet',
    file: 'statefulset.yaml',
    detail: 'editor.snippet.StatefulSet',
    body: `${workload('StatefulSet', 'db', '  serviceName: ${1:db}\n  replicas: ${2:3}\n')}        volumeMounts:
        - name: data
          mountPath: /data
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 1Gi
`,
  },
  {
    name: 'DaemonSet',
    file: 'daemonset.yaml',
    detail: 'editor.snippet.DaemonSet',
    body: workload('DaemonSet', 'agent', '  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: ${2:1}\n'),
  },
  { name: 'ReplicaSet', file: 'replicaset.yaml', detail: 'editor.snippet.ReplicaSet', body: workload('ReplicaSet', 'web', '  replicas: ${2:3}\n') },
  {
    name: 'ReplicationController',
    file: 'replicationcontroller.yaml',
    detail: 'editor.snippet.ReplicationController',
    body: workload('ReplicationController', 'web', '  replicas: ${2:3}\n').replace('apps/v1', 'v1').replace('    matchLabels:\n      app', '    app'),
  },
  {
    name: 'HorizontalPodAutoscaler',
    file: 'autoscaler.yaml',
    detail: 'editor.snippet.HorizontalPodAutoscaler',
    body: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: \${1:web}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: \${1:web}
  minReplicas: \${2:2}
  maxReplicas: \${3:10}
  metrics:
  - type: Resource
    resource:
      name: cpu
      target:
        type: Utilization
        averageUtilization: \${4:70}
`,
  },
  {
    name: 'PodDisruptionBudget',
    file: 'budget.yaml',
    detail: 'editor.snippet.PodDisruptionBudget',
    body: 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: ${1:web}\nspec:\n  maxUnavailable: ${2:1}\n  selector:\n    matchLabels:\n      app: ${1:web}\n',
  },
  {
    name: 'Pod',
    file: 'pod.yaml',
    detail: 'editor.snippet.Pod',
    body: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${1:web}\n  labels:\n    app: ${1:web}\nspec:\n  containers:\n  - name: nginx\n    image: ${2:nginx:1.23}\n',
  },
  {
    name: 'Job',
    file: 'job.yaml',
    detail: 'editor.snippet.Job',
    body: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: ${1:once}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - name: once\n        image: ${2:busybox:1.36}\n',
  },
  {
    name: 'CronJob',
    file: 'cronjob.yaml',
    detail: 'editor.snippet.CronJob',
    body: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: ${1:nightly}\nspec:\n  schedule: "${2:0 3 * * *}"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          - name: nightly\n            image: ${3:busybox:1.36}\n',
  },
  {
    name: 'ConfigMap',
    file: 'configmap.yaml',
    detail: 'editor.snippet.ConfigMap',
    body: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${1:settings}\ndata:\n  ${2:level}: ${3:info}\n',
  },
  {
    name: 'PriorityClass',
    file: 'priorityclass.yaml',
    detail: 'editor.snippet.PriorityClass',
    body: 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata:\n  name: ${1:high}\nvalue: ${2:1000}\n',
  },
  {
    name: 'ResourceQuota',
    file: 'quota.yaml',
    detail: 'editor.snippet.ResourceQuota',
    body: 'apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: ${1:quota}\nspec:\n  hard:\n    pods: "${2:20}"\n',
  },
  {
    name: 'LimitRange',
    file: 'limitrange.yaml',
    detail: 'editor.snippet.LimitRange',
    body: 'apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: ${1:defaults}\nspec:\n  limits:\n  - type: Container\n    defaultRequest:\n      cpu: ${2:100m}\n    default:\n      cpu: ${3:200m}\n',
  },
  { name: 'Namespace', file: 'namespace.yaml', detail: 'editor.snippet.Namespace', body: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${1:shop}\n' },
];

/** A snippet with its places filled in, as text. */
export function snippetText({ body }: Snippet): string {
  return body.replace(/\$\{\d+:([^}]*)\}/g, '$1');
}
