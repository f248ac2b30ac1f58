import type {OperatorLogger} from '@dot-i/k8s-operator';
import operatorModule from '@dot-i/k8s-operator';
import type {Manager} from './manager.ts';

/**
 * The operator as a process: only the lifecycle (`start`, `stop`) comes from @dot-i/k8s-operator. Its watches end the
 * process on a reset and replay every object on a clean end, so the manager's own sources are used instead.
 */
export class OutriggerOperator extends operatorModule.default {
  readonly #manager: Manager;
  #stopped: Promise<void> | undefined;

  constructor(manager: Manager, logger: OperatorLogger) {
    super(logger);
    this.#manager = manager;
  }

  /** Begins an orderly stop; `stopped()` says when it is through. */
  override stop(): void {
    this.#stopped ??= this.#manager.stop();
  }

  /** Resolves when the stop is through. */
  async stopped(): Promise<void> {
    this.stop();
    await this.#stopped;
  }

  protected override async init(): Promise<void> {
    await this.#manager.start();
  }
}
