// Generated from crds/ by tools/generate-types.ts (npm run generate). Do not edit.
/**
 * SidecarPolicy says which containers of which workloads in its namespace are sidecars, and what to do about them: convert them into native sidecars (init containers with restartPolicy Always), and finish Jobs that classic sidecars keep hanging. A new policy only reports (mode Audit) until it is told to Enforce.
 */
export interface SidecarPolicy {
  /**
   * The version of this API, outrigger.dev/v1alpha1.
   */
  apiVersion?: 'outrigger.dev/v1alpha1';
  /**
   * The kind of this object.
   */
  kind?: 'SidecarPolicy';
  metadata?: Record<string, unknown>;
  spec: SidecarPolicySpec;
  status?: SidecarPolicyStatus;
}
/**
 * What the policy selects and what it does.
 */
export interface SidecarPolicySpec {
  /**
   * Which workloads the policy looks at. A workload is selected when one of its containers also matches a sidecar rule.
   */
  target?: {
    /**
     * Kinds of workloads. DaemonSet and Pod must be asked for. Job and CronJob come together: the pods of both look the same when they are created. Default: Deployment, StatefulSet, CronJob, Job.
     */
    kinds?: ('Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob' | 'Job' | 'Pod')[];
    /**
     * Label selector against the labels of the pod template (for a bare Pod: its own labels), not against the labels of the workload itself. Absent or empty: every workload of the kinds.
     */
    selector?: {
      /**
       * Labels that must all be there with these values.
       */
      matchLabels?: {
        [k: string]: string;
      };
      /**
       * Conditions on labels that must all hold.
       *
       * Items: One condition on a label.
       */
      matchExpressions?: {
        /**
         * The label's key.
         */
        key: string;
        /**
         * How the label is compared with values.
         */
        operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
        /**
         * Values to compare with: at least one for In and NotIn, none for Exists and DoesNotExist.
         */
        values?: string[];
      }[];
    };
  };
  /**
   * Rules that say which containers are sidecars. The first rule that matches a container governs it; a container that no rule matches is a main container. Sidecars start in the order in which the pod template has them, unless position sets one before the init containers. The whole list is replaced on a change, never merged, and the API server fills in no defaults inside it.
   */
  sidecars: SidecarPolicyRule[];
  /**
   * Turning classic sidecars into native ones.
   */
  conversion?: {
    /**
     * Off: nothing. Audit: say in status and metrics what would happen, change nothing. Enforce: convert, and keep converted. Leaving Enforce starts nothing new and undoes nothing. Default: Audit.
     */
    mode?: 'Off' | 'Audit' | 'Enforce';
    /**
     * Where the conversion happens. Template: in the stored workload. Pod: in each pod when it is created, the workload stays as it is. Auto: Pod where another tool (Argo CD, Flux, Helm, kubectl apply, a controller) owns the workload, and for Jobs; Template for the rest. A converted workload stays with its delivery until this field is changed explicitly. Converting pods needs config/pod-admission on Kubernetes 1.36, or config/webhook before that; without them, such workloads are blocked with Auto (finding NeedsAdmission) and stay pending with Pod (AdmissionNotAvailable), and nothing of them is changed; with Template they are converted where the keep policy is there, or the webhook. Where nothing but an injector is to be told, Auto is Template for all but Jobs and Pods. Default: Auto.
     */
    delivery?: 'Auto' | 'Template' | 'Pod';
    /**
     * How fast workloads are converted, and when to stop.
     */
    rollout?: {
      /**
       * How many workloads may roll at the same time: a number from 1, or a percentage of the selected workloads such as "10%", rounded up. Default: 1.
       */
      maxConcurrent?: number | string;
      /**
       * Seconds that one converted workload may take until its pods are ready; after that it is put back as it was and counts as failed. No shorter than the startup.timeoutSeconds of any sidecar. Default: 600.
       */
      progressDeadlineSeconds?: number;
      /**
       * Failed workloads after which the policy converts no more until it is changed. Default: 3.
       */
      maxFailures?: number;
      /**
       * With delivery Pod, running pods change only when they are next created. true: restart the workloads for it, at the pace of maxConcurrent, once for each version of the policy. Jobs and bare pods are never restarted. Default: false.
       */
      restartPods?: boolean;
    };
    /**
     * What happens to converted workloads when the policy is deleted. Keep: they stay native. Revert: they are put back, at the policy's pace, before the policy goes away. Default: Keep.
     */
    onDelete?: 'Keep' | 'Revert';
  };
  /**
   * Finishing Jobs whose main containers have ended while a classic sidecar runs on. It needs no conversion and works on its own.
   */
  jobs?: {
    /**
     * Off: nothing. Audit: count stuck Jobs and what they hold. Enforce: give the pod of a stuck Job the phase that its main containers earned, so that the Job finishes and the sidecar is stopped. Default: Audit.
     */
    mode?: 'Off' | 'Audit' | 'Enforce';
    /**
     * Seconds to wait after the last main container has ended, for logs and metrics to be sent. Default: 10.
     */
    waitSeconds?: number;
    /**
     * What to do with pods whose main containers had ended before Enforce began. Finishing a failed one may make its Job run again, and a CronJob that waited for it starts its missed run. Audit: leave and count them. Enforce: finish them too, oldest first. Default: Audit.
     */
    backlog?: 'Audit' | 'Enforce';
  };
  /**
   * true: start nothing new. What is converted stays and is kept so, and what rolls is watched to its end. Default: false.
   */
  suspend?: boolean;
  /**
   * Codes of findings that no longer block, because you know better for all workloads of this policy. Findings without which no working pod could come out (such as NoMainContainer) cannot be acknowledged. VpaManaged and HpaContainerResource are raised for files only. Default: none.
   */
  acknowledge?: (
    | 'NodeTooOld'
    | 'NodeKnownBad'
    | 'HostPort'
    | 'NamedPort'
    | 'InitOrder'
    | 'StartupDeadlock'
    | 'InjectedProxy'
    | 'InjectorReinvoked'
    | 'ControllerOwned'
    | 'NeedsAdmission'
    | 'VpaManaged'
    | 'HpaContainerResource'
    | 'PodFailurePolicy'
    | 'ResourceRise'
    | 'WrapperMustGo'
    | 'ClientSideApply'
  )[];
}
/**
 * One kind of sidecar.
 */
export interface SidecarPolicyRule {
  /**
   * A product that Outrigger knows, such as fluent-bit or cloud-sql-proxy: how its containers are called, when they are ready, what their hooks do. Without match it also selects the product's containers by their usual names and images, and what the product's injector adds to pods: Istio, Linkerd, Dapr and Consul are told by an annotation of the pod template to add a native sidecar. A profile that this version does not know makes the policy not Ready (reason Invalid).
   */
  profile?: string;
  /**
   * Which containers the rule governs. With names and images both must match. Together with a profile, match selects and the profile gives the knowledge: for mirrored or renamed images.
   */
  match?: {
    /**
     * Globs on container names, where * stands for any characters and ? for one. Any one of them is enough.
     */
    names?: string[];
    /**
     * Globs on images, where * stands for any characters, '/' included, and ? for one. Any one of them is enough. They are compared with the image without its tag and digest, registry included: write "* /envoy" rather than "envoy". A glob with ':' or '@' is compared with the whole image, tag and digest included, as in "* /envoy:v1.3*".
     */
    images?: string[];
  };
  /**
   * Where the sidecar starts: AfterInit, after all regular init containers, which is today's order; BeforeInit, before them, so that they can use it. Default: what the profile says, else AfterInit.
   */
  position?: 'AfterInit' | 'BeforeInit';
  /**
   * The startup gate, which holds the containers that start later until the sidecar is up.
   */
  startup?: {
    /**
     * Where the gate comes from. Auto: the container's own startupProbe, else the profile's probe if the app depends on this product, else none. Readiness: derived from its readinessProbe, else its livenessProbe. Probe: the probe given here, which replaces an own startupProbe. None: nothing is added and nothing taken away. Default: Auto.
     */
    gate?: 'Auto' | 'None' | 'Readiness' | 'Probe';
    /**
     * How long the gate may take, in seconds, before the kubelet restarts the sidecar. Not used where the container's own startupProbe is the gate. Default: 120.
     */
    timeoutSeconds?: number;
    probe?: SidecarPolicyProbe;
  };
  /**
   * What becomes of the sidecar's preStop hook. Auto: one that only sleeps to outlive the app is dropped, since native sidecars stop after it anyway; one that makes the process exit is kept, with a warning. Keep: stays. Remove: dropped, whatever it does. Default: Auto.
   */
  preStop?: 'Auto' | 'Keep' | 'Remove';
}
/**
 * The startupProbe to use with gate Probe. It needs exactly one of httpGet, tcpSocket, exec and grpc.
 */
export interface SidecarPolicyProbe {
  /**
   * Succeeds when an HTTP GET to the pod's own address is answered with a status from 200 to 399.
   */
  httpGet?: {
    /**
     * Not allowed: the pod's own address is always used.
     */
    host?: string;
    /**
     * Path to request. Default: /.
     */
    path?: string;
    /**
     * A number from 1 to 65535, or the name of one of the container's ports.
     */
    port: number | string;
    /**
     * Certificates are not verified with HTTPS. Default: HTTP.
     */
    scheme?: 'HTTP' | 'HTTPS';
    /**
     * Headers to send.
     *
     * Items: One header.
     */
    httpHeaders?: {
      /**
       * Name of the header.
       */
      name: string;
      /**
       * Value of the header.
       */
      value: string;
    }[];
  };
  /**
   * Succeeds when a TCP connection to the pod's own address can be opened.
   */
  tcpSocket?: {
    /**
     * Not allowed: the pod's own address is always used.
     */
    host?: string;
    /**
     * A number from 1 to 65535, or the name of one of the container's ports.
     */
    port: number | string;
  };
  /**
   * Succeeds when a command that runs in the container exits with 0. There is no shell unless the command starts one.
   */
  exec?: {
    /**
     * The program and its arguments.
     */
    command: string[];
  };
  /**
   * Succeeds when the gRPC health service at the pod's own address answers SERVING.
   */
  grpc?: {
    /**
     * A number from 1 to 65535; names are not possible here.
     */
    port: number;
    /**
     * Name of the service to ask about. Default: the server as a whole.
     */
    service?: string;
  };
  /**
   * Seconds to wait before the first try. Default: 0.
   */
  initialDelaySeconds?: number;
  /**
   * Seconds between two tries, each of which delays the app. Default: 1.
   */
  periodSeconds?: number;
  /**
   * Seconds that one try may take. Default: 1.
   */
  timeoutSeconds?: number;
  /**
   * Failed tries before the kubelet restarts the sidecar. Default: as many as fit into startup.timeoutSeconds.
   */
  failureThreshold?: number;
  /**
   * Successful tries that are needed. Kubernetes allows no other number than 1 for a startupProbe. Default: 1.
   */
  successThreshold?: number;
}
/**
 * What the operator has seen and done. Written by the operator only.
 */
export interface SidecarPolicyStatus {
  /**
   * The generation of the spec that this status describes.
   */
  observedGeneration?: number;
  /**
   * Ready: the policy is observed, valid and in force. Progressing: work is left. Degraded: workloads failed or hang, or the policy has stopped by itself.
   */
  conditions?: SidecarPolicyCondition[];
  /**
   * How many workloads are in which state. Each is in one state; selected is all but skipped, done is native, converted and delegated.
   */
  workloads?: {
    /**
     * Workloads that the target and at least one rule match, without the skipped ones.
     */
    selected?: number;
    /**
     * native + converted + delegated.
     */
    done?: number;
    /**
     * All matching sidecars are native, and not by Outrigger.
     */
    native?: number;
    /**
     * Converted by Outrigger, and rolled out.
     */
    converted?: number;
    /**
     * The product's own injector adds a native sidecar, told or not, and a pod with one was seen.
     */
    delegated?: number;
    /**
     * Converted by Outrigger, and its pods are changing now.
     */
    rolling?: number;
    /**
     * Can be converted and is not yet; in Audit too.
     */
    pending?: number;
    /**
     * A finding keeps it from being converted; nothing of it is changed.
     */
    blocked?: number;
    /**
     * Was converted, did not come up and was put back; left alone until it or the policy changes.
     */
    failed?: number;
    /**
     * Governed by another policy, or left out by the label outrigger.dev/skip.
     */
    skipped?: number;
  };
  /**
   * Stuck Jobs.
   */
  jobs?: {
    /**
     * Pods of Jobs that hang on a classic sidecar now.
     */
    stuck?: number;
    /**
     * Of these, how many had hung before Enforce began (see spec.jobs.backlog).
     */
    backlog?: number;
    /**
     * When jobs.mode became Enforce.
     */
    enforcedSince?: string;
  };
  /**
   * What was found, counted over the workloads, at most 20 codes.
   */
  findings?: SidecarPolicyFinding[];
}
/**
 * One condition.
 */
export interface SidecarPolicyCondition {
  /**
   * Ready, Progressing or Degraded.
   */
  type: string;
  /**
   * True, False or Unknown.
   */
  status: 'True' | 'False' | 'Unknown';
  /**
   * The generation that the condition was made for.
   */
  observedGeneration?: number;
  /**
   * When status last changed.
   */
  lastTransitionTime: string;
  /**
   * One word that says why.
   */
  reason: string;
  /**
   * A sentence for people.
   */
  message: string;
}
/**
 * One code and how often it was found.
 */
export interface SidecarPolicyFinding {
  /**
   * The code of the finding.
   */
  code: string;
  /**
   * block: the workload is not converted. warn: it is, but someone should look. info: good to know.
   */
  severity: 'block' | 'warn' | 'info';
  /**
   * Workloads that have it.
   */
  count: number;
  /**
   * One of them, as Kind/namespace/name.
   */
  example?: string;
}
