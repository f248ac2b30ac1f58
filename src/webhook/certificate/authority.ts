import type {Clock} from '../../runtime/clock.ts';
import type {Log} from '../../runtime/log.ts';
import type {CertificateSecret} from './certificate-secret.ts';
import {issue, type IssueOptions} from './issue.ts';
import {firstMaterial, type Material} from './material.ts';
import {livingAuthorities, rotationStep} from './rotation.ts';

export interface AuthorityOptions {
  readonly secret: CertificateSecret;
  /** Names and addresses under which the API server reaches the webhook. */
  readonly hosts: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** Default: 90 days, and ten minutes. */
  readonly lifetimeSeconds?: number;
  readonly stageSeconds?: number;
}

const LIFETIME_SECONDS = 90 * 24 * 3600;
const STAGE_SECONDS = 600;

/** Sees to it that the Secret has a good certificate, and that another one follows in time. For the leader. */
export class Authority {
  readonly #options: AuthorityOptions;

  constructor(options: AuthorityOptions) {
    this.#options = options;
  }

  /**
   * The authorities that API servers must know now.
   * @param told those that the webhook configuration names (PEM)
   * @throws ApiError, with 404 where there is no Secret, 409 where another replica was faster
   */
  async settle(told: string): Promise<readonly string[]> {
    const {secret, clock, log, hosts, stageSeconds = STAGE_SECONDS} = this.#options;
    const {material, resourceVersion} = await secret.read();
    const isTold = material?.authorities.every(each => told.includes(each.trim())) ?? false;
    const step = rotationStep(material, {now: clock.now(), stageSeconds, isTold, hosts});
    const after = await this.#after(step, material);
    if (after !== material) {
      await secret.write(after, resourceVersion);
      log.info('webhook certificate', {step});
    }
    return after.authorities;
  }

  async #after(step: ReturnType<typeof rotationStep>, material: Material | undefined): Promise<Material> {
    if (step === 'Begin' || material === undefined) return firstMaterial(await this.#issue());
    const {authorities, current, next} = material;
    if (step === 'Promote' && next !== undefined) return {authorities, current: next};
    if (step !== 'Stage') return material;
    const {ca, cert, key} = await this.#issue();
    return {
      authorities: [...livingAuthorities(authorities, this.#options.clock.now()), ca],
      current,
      next: {cert, key},
    };
  }

  async #issue(): ReturnType<typeof issue> {
    const {hosts, clock, lifetimeSeconds = LIFETIME_SECONDS} = this.#options;
    return issue({hosts, now: clock.now(), lifetimeSeconds} satisfies IssueOptions);
  }
}
