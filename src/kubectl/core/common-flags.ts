import { type Flag, flag } from './flags.ts';

/** Flags that every command takes; `kubectl options` prints them. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  flag('as', '', 'string', 'Username to impersonate for the operation. User could be a regular user or a service account in a namespace.'),
  flag('as-group', '', 'array', 'Group to impersonate for the operation, this flag can be repeated to specify multiple groups.'),
  flag('as-uid', '', 'string', 'UID to impersonate for the operation.'),
  flag('cache-dir', '', 'string', 'Default cache directory', { value: '$HOME/.kube/cache' }),
  flag('certificate-authority', '', 'string', 'Path to a cert file for the certificate authority'),
  flag('client-certificate', '', 'string', 'Path to a client certificate file for TLS'),
  flag('client-key', '', 'string', 'Path to a client key file for TLS'),
  flag('cluster', '', 'string', 'The name of the kubeconfig cluster to use'),
  flag('context', '', 'string', 'The name of the kubeconfig context to use'),
  flag('disable-compression', '', 'bool', 'If true, opt-out of response compression for all requests to the server'),
  flag(
    'insecure-skip-tls-verify',
    '',
    'bool',
    "If true, the server's certificate will not be checked for validity. This will make your HTTPS connections insecure",
  ),
  flag('kubeconfig', '', 'string', 'Path to the kubeconfig file to use for CLI requests.'),
  flag('log-flush-frequency', '', 'duration', 'Maximum number of seconds between log flushes', { value: '5s' }),
  flag('match-server-version', '', 'bool', 'Require server version to match client version'),
  flag('namespace', 'n', 'string', 'If present, the namespace scope for this CLI request'),
  flag('password', '', 'string', 'Password for basic authentication to the API server'),
  flag('profile', '', 'string', 'Name of profile to capture. One of (none|cpu|heap|goroutine|threadcreate|block|mutex|trace)', { value: 'none' }),
  flag('profile-output', '', 'string', 'Name of the file to write the profile to', { value: 'profile.pprof' }),
  flag(
    'request-timeout',
    '',
    'string',
    "The length of time to wait before giving up on a single server request. Non-zero values should contain a corresponding time unit (e.g. 1s, 2m, 3h). A value of zero means don't timeout requests.",
    { value: '0' },
  ),
  flag('server', 's', 'string', 'The address and port of the Kubernetes API server'),
  flag(
    'tls-server-name',
    '',
    'string',
    'Server name to use for server certificate validation. If it is not provided, the hostname used to contact the server is used',
  ),
  flag('token', '', 'string', 'Bearer token for authentication to the API server'),
  flag('user', '', 'string', 'The name of the kubeconfig user to use'),
  flag('username', '', 'string', 'Username for basic authentication to the API server'),
  flag('v', 'v', 'int', 'number for the log level verbosity', { value: '0' }),
  flag('vmodule', '', 'string', 'comma-separated list of pattern=N settings for file-filtered logging (only works for the default text log format)'),
  flag('warnings-as-errors', '', 'bool', 'Treat warnings received from the server as errors and exit with a non-zero exit code'),
];

export const HELP_FLAG = flag('help', 'h', 'bool', 'help', { hidden: true });

/** `-f`, `-k` and `-R`; `what` ends the sentence of `-f`. */
export const filenameFlags = (what: string): readonly Flag[] => [
  flag('filename', 'f', 'strings', `Filename, directory, or URL to files ${what}`),
  flag('kustomize', 'k', 'string', "Process the kustomization directory. This flag can't be used together with -f or -R."),
  flag(
    'recursive',
    'R',
    'bool',
    'Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.',
  ),
];

export const SELECTOR_FLAG = flag(
  'selector',
  'l',
  'string',
  "Selector (label query) to filter on, supports '=', '==', and '!='.(e.g. -l key1=value1,key2=value2). Matching objects must satisfy all of the specified label constraints.",
);
export const FIELD_SELECTOR_FLAG = flag(
  'field-selector',
  '',
  'string',
  "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type.",
);
export const ALL_NAMESPACES_FLAG = flag(
  'all-namespaces',
  'A',
  'bool',
  'If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.',
);
export const CHUNK_SIZE_FLAG = flag(
  'chunk-size',
  '',
  'int',
  'Return large lists in chunks rather than all at once. Pass 0 to disable. This flag is beta and may change in the future.',
  { value: '500' },
);
export const DRY_RUN_FLAG = flag(
  'dry-run',
  '',
  'string',
  'Must be "none", "server", or "client". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.',
  { value: 'none', bare: 'unchanged' },
);
export const ALLOW_MISSING_FLAG = flag(
  'allow-missing-template-keys',
  '',
  'bool',
  'If true, ignore any errors in templates when a field or map key is missing in the template. Only applies to golang and jsonpath output formats.',
  { value: 'true' },
);
export const SHOW_MANAGED_FIELDS_FLAG = flag(
  'show-managed-fields',
  '',
  'bool',
  'If true, keep the managedFields when printing objects in JSON or YAML format.',
);
export const TEMPLATE_FLAG = flag(
  'template',
  '',
  'string',
  'Template string or path to template file to use when -o=go-template, -o=go-template-file. The template format is golang templates [http://golang.org/pkg/text/template/#pkg-overview].',
);
export const VALIDATE_FLAG = flag(
  'validate',
  '',
  'string',
  'Must be one of: strict (or true), warn, ignore (or false). "true" or "strict" will use a schema to validate the input and fail the request if invalid. It will perform server side validation if ServerSideFieldValidation is enabled on the api-server, but will fall back to less reliable client-side validation if not. "warn" will warn about unknown or duplicate fields without blocking the request if server-side field validation is enabled on the API server, and behave as "ignore" otherwise. "false" or "ignore" will not perform any schema validation, silently dropping any unknown or duplicate fields.',
  { value: 'strict', bare: 'strict' },
);

export const OUTPUT_FLAG = flag(
  'output',
  'o',
  'string',
  'Output format. One of: (json, yaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).',
);

/** `-o` and what belongs to it, for commands that print what they did. */
export const PRINT_FLAGS: readonly Flag[] = [OUTPUT_FLAG, TEMPLATE_FLAG, ALLOW_MISSING_FLAG, SHOW_MANAGED_FIELDS_FLAG];

export const fieldManagerFlag = (value: string): Flag => flag('field-manager', '', 'string', 'Name of the manager used to track field ownership.', { value });
export const RECORD_FLAG = flag(
  'record',
  '',
  'bool',
  'Record current kubectl command in the resource annotation. If set to false, do not record the command. If set to true, record the command. If not set, default to updating the existing annotation value only if one already exists.',
  { deprecated: '--record will be removed in the future' },
);
export const SAVE_CONFIG_FLAG = flag(
  'save-config',
  '',
  'bool',
  'If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.',
);
export const allFlag = (usage: string): Flag => flag('all', '', 'bool', usage);
