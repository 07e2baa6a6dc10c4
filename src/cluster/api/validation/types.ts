import type { IntOrString } from '../../../kube/meta.ts';
import type { Container, PodSpec, Probe } from '../../../kube/pod.ts';

/** The members of Pods that only validation looks at. */
export interface SecurityContext {
  readonly privileged?: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly allowPrivilegeEscalation?: boolean;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[] };
  readonly seccompProfile?: Profile;
  readonly appArmorProfile?: Profile;
}
export interface Profile {
  readonly type?: string;
  readonly localhostProfile?: string;
}
export interface HttpGet {
  readonly path?: string;
  readonly port?: IntOrString;
  readonly scheme?: string;
  readonly httpHeaders?: readonly { readonly name: string }[];
}
export interface Handler {
  readonly exec?: { readonly command?: readonly string[] };
  readonly httpGet?: HttpGet;
  readonly tcpSocket?: { readonly port?: IntOrString };
  readonly grpc?: { readonly port?: number };
  readonly sleep?: { readonly seconds: number };
}
export interface KeySelector {
  readonly name?: string;
  readonly key?: string;
}
export interface FieldRef {
  readonly apiVersion?: string;
  readonly fieldPath?: string;
}
export interface ResourceFieldRef {
  readonly containerName?: string;
  readonly resource?: string;
  readonly divisor?: string;
}
export interface EnvSource {
  readonly fieldRef?: FieldRef;
  readonly resourceFieldRef?: ResourceFieldRef;
  readonly configMapKeyRef?: KeySelector;
  readonly secretKeyRef?: KeySelector;
  readonly fileKeyRef?: { readonly volumeName?: string; readonly path?: string; readonly key?: string };
}
export interface VolumeMount {
  readonly name?: string;
  readonly mountPath?: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  readonly subPathExpr?: string;
  readonly mountPropagation?: string;
  readonly recursiveReadOnly?: string;
}
export interface FullContainer extends Omit<Container, 'volumeMounts' | 'lifecycle' | 'env'> {
  readonly env?: readonly { readonly name?: string; readonly value?: string; readonly valueFrom?: EnvSource }[];
  readonly envFrom?: readonly {
    readonly prefix?: string;
    readonly configMapRef?: { readonly name?: string };
    readonly secretRef?: { readonly name?: string };
  }[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly volumeDevices?: readonly { readonly name?: string; readonly devicePath?: string }[];
  readonly resizePolicy?: readonly { readonly resourceName?: string; readonly restartPolicy?: string }[];
  readonly restartPolicyRules?: readonly {
    readonly action?: string;
    readonly exitCodes?: { readonly operator?: string; readonly values?: readonly number[] };
  }[];
  readonly securityContext?: SecurityContext;
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler };
}
export type FullProbe = Probe & Handler;
export interface PodSecurityContext {
  readonly fsGroup?: number;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly supplementalGroups?: readonly number[];
  readonly fsGroupChangePolicy?: string;
  readonly supplementalGroupsPolicy?: string;
  readonly seLinuxChangePolicy?: string;
  readonly seccompProfile?: Profile;
  readonly appArmorProfile?: Profile;
  readonly sysctls?: readonly { readonly name?: string; readonly value?: string }[];
}
export interface FullPodSpec extends Omit<PodSpec, 'containers' | 'initContainers' | 'securityContext'> {
  readonly containers?: readonly FullContainer[];
  readonly initContainers?: readonly FullContainer[];
  readonly ephemeralContainers?: readonly (FullContainer & { readonly targetContainerName?: string })[];
  readonly securityContext?: PodSecurityContext;
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
    readonly claims?: readonly unknown[];
  };
  readonly activeDeadlineSeconds?: number;
  readonly dnsConfig?: {
    readonly nameservers?: readonly string[];
    readonly searches?: readonly string[];
    readonly options?: readonly { readonly name?: string }[];
  };
  readonly hostAliases?: readonly { readonly ip: string; readonly hostnames?: readonly string[] }[];
  readonly runtimeClassName?: string;
  readonly hostnameOverride?: string;
  readonly setHostnameAsFQDN?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostUsers?: boolean;
  readonly shareProcessNamespace?: boolean;
  readonly os?: { readonly name?: string };
}
