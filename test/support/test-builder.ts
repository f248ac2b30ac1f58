import type {Builder} from '../cluster/programs/builder.ts';

/** What is built for a test takes minutes, once on a machine. */
export const BUILD_TIMEOUT_MS = 20 * 60_000;

/** Tells whoever runs the tests what takes so long. */
export const TEST_BUILDER: Builder = {progress: console.error, signal: new AbortController().signal};
