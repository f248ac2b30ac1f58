import type {Context, RootHookObject} from 'mocha';
import {nodeUnavailableReason} from '../cluster/cluster.ts';
import {killOperators} from './operator.ts';
import {sharedNodeCluster, stopSharedNodeCluster} from './shared-node-cluster.ts';
import {BUILD_TIMEOUT_MS} from './test-builder.ts';

/** For `mocha --require`: one cluster with a real node for all e2e tests; whatever they do, it is stopped. */
export const mochaHooks: RootHookObject = {
  async beforeAll(this: Context) {
    this.timeout(BUILD_TIMEOUT_MS);
    // `make test` says why; whoever runs one file on such a machine sees its tests as skipped.
    if (nodeUnavailableReason() !== undefined) this.skip();
    await sharedNodeCluster();
  },
  async afterAll(this: Context) {
    this.timeout(120_000);
    killOperators();
    await stopSharedNodeCluster();
  },
};
