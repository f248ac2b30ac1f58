import type {Context, RootHookObject} from 'mocha';
import {sharedCluster, stopSharedCluster} from './shared-cluster.ts';

/** Building the cluster's programs takes minutes, once on a machine. */
const START_TIMEOUT_MS = 20 * 60_000;

/** For `mocha --require`: one cluster for all integration tests, whatever they do. */
export const mochaHooks: RootHookObject = {
  async beforeAll(this: Context) {
    this.timeout(START_TIMEOUT_MS);
    await sharedCluster();
  },
  async afterAll(this: Context) {
    this.timeout(60_000);
    await stopSharedCluster();
  },
};
