import type {RolloutPod} from '../domain/pace/rollout-pod.ts';

/** Pods by what controls them (`Deployment/ns/name`, `Job/ns/name` …), kept as pods come and go. */
export class PodIndex {
  readonly #pods = new Map<string, Map<string, RolloutPod>>();

  set(owner: string, pod: string, view: RolloutPod): void {
    const pods = this.#pods.get(owner) ?? new Map<string, RolloutPod>();
    this.#pods.set(owner, pods.set(pod, view));
  }

  delete(owner: string, pod: string): void {
    const pods = this.#pods.get(owner);
    pods?.delete(pod);
    if (pods?.size === 0) this.#pods.delete(owner);
  }

  keysOf(owner: string): readonly string[] {
    return [...(this.#pods.get(owner)?.keys() ?? [])];
  }

  of(owner: string): readonly RolloutPod[] {
    return [...(this.#pods.get(owner)?.values() ?? [])];
  }
}
