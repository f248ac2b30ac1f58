import type {WorkaroundId} from '../../workarounds/workaround.ts';
import type {Meaning} from './word.ts';

/** What a native sidecar makes useless, or what only looks so; docs/workarounds.md says the rules of each verdict. */
export const workaroundMeanings: Readonly<Record<WorkaroundId, Meaning>> = {
  W1: {
    meaning:
      'Waits on proxies: the script of the app asks a port of its sidecar until that answers. Kubernetes starts a native sidecar first, and with a startup probe it holds the app back.',
    todo: 'It does no harm. Where the sidecar has a startup probe, and the loop does nothing else, `outrigger convert --remove-workarounds` takes it out.',
  },
  W2: {
    meaning:
      'Quit calls after the main: the script of the app tells its sidecar to end, since a classic one would keep a Job running. Kubernetes ends a native one by itself, and once the endpoint is gone the call fails the Job with its own exit code.',
    todo: 'Take it out in the same change as the conversion, and keep the exit code of the app: `outrigger convert --remove-workarounds` does where that is mechanical. For a sidecar that stays classic it must stay.',
  },
  W3: {
    meaning: 'Traps: a `trap` in the script of the app tells the sidecar to end, however the app ends.',
    todo: 'As for W2. Keep what else the trap does.',
  },
  W4: {
    meaning:
      "Flag files: the app makes a file in a shared volume when it ends, and the sidecar's script looks for it and ends as well.",
    todo: 'Leave only the program of the sidecar, started with exec so that SIGTERM reaches it, and drop the file and its volume: `outrigger convert --remove-workarounds` does where every command is understood.',
  },
  W5: {
    meaning:
      'Kills through shared processes: with `shareProcessNamespace: true` the app kills the program of its sidecar.',
    todo: 'Take the kill out, and `shareProcessNamespace` once nothing else uses it: a debugger, an agent or a reload by a signal may.',
  },
  W6: {
    meaning:
      'Wrappers: kubexit, scuttle, linkerd-await and the like start the app when the sidecar is up, and end one or the other. kubexit never finds a native sidecar and ends the app after a time.',
    todo: 'Start the program without the wrapper, in the same change as the conversion; give the sidecar a startup probe where the app waited for it.',
  },
  W7: {
    meaning: 'Helper containers: a container that is only there to end another one.',
    todo: 'Remove it, and its Role and RoleBinding.',
  },
  W8: {
    meaning:
      'Annotations for terminators: a controller outside of the pod is told which containers to end with the app.',
    todo: 'Remove the annotation once all containers that it names are native.',
  },
  W9: {
    meaning:
      'Sleeping preStop hooks of sidecars: they kept the sidecar alive until the app was gone. Kubernetes stops a native sidecar after the app, and the hook only makes every end later.',
    todo: 'Remove the hook. A conversion drops one that does nothing but sleep by itself.',
  },
  W10: {
    meaning:
      "The app's own sleep before its end: it gives Services and load balancers the time to send no more requests, and has nothing to do with sidecars.",
    todo: 'Keep it.',
  },
  W11: {
    meaning:
      'postStart hooks that block: they hold back the containers that are listed after the sidecar. They still work, but one that fails kills the container, and nobody sees why.',
    todo: 'Give the sidecar a startup probe instead.',
  },
  W12: {
    meaning:
      'Holds: a setting of a mesh keeps the app waiting until the proxy is up. A native proxy does so by itself.',
    todo: 'Remove it once the proxies are native, unless the message says that the mesh makes a startup probe of it.',
  },
  W13: {
    meaning:
      'Traffic past the mesh: excluded ports, init containers as user 1337, Jobs without injection. Init containers and Jobs had no proxy that worked for them; with native ones they have.',
    todo: 'Ask who wrote it: such exceptions are often by design. Then remove it, and try.',
  },
  W14: {
    meaning: 'Time limits: a deadline ends the Job, since nothing else ended its sidecar.',
    todo: 'Remove it, if it is no real limit of the work.',
  },
  W15: {
    meaning:
      'Drain settings: they keep the proxy alive for a while after SIGTERM. A native one gets SIGTERM only after the app has ended.',
    todo: 'Remove them once the proxies are native.',
  },
  W16: {
    meaning: 'Fixed waits at the start: the script of the app sleeps first, in the hope that the sidecar is up then.',
    todo: 'Give the sidecar a startup probe, and remove the sleep, if that is what it waits for.',
  },
};
