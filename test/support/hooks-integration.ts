import type {Context, RootHookObject} from 'mocha';
import {killOperators} from './operator.ts';
import {sharedCluster, stopSharedCluster} from './shared-cluster.ts';
import {BUILD_TIMEOUT_MS} from './test-builder.ts';

/** For `mocha --require`: one cluster for all integration tests, whatever they do. */
export const mochaHooks: RootHookObject = {
  async beforeAll(this: Context) {
    this.timeout(BUILD_TIMEOUT_MS);
    await sharedCluster();
  },
  async afterAll(this: Context) {
    this.timeout(120_000);
    killOperators();
    await stopSharedCluster();
  },
};
