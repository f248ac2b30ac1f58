import {leanBundle} from './tools/bundle/lean-bundle.js';

/** Loading it does nothing; what is not used of it, which is nearly all, stays out (docs/adr/0013). */
const treeshake = {
  moduleSideEffects: [{test: /@kubernetes[\\/]client-node/, sideEffects: false}],
  propertyReadSideEffects: false,
};

const operator = {
  input: {main: 'src/main.ts'},
  platform: 'node',
  plugins: [leanBundle],
  treeshake,
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[hash].js',
    minify: true,
    sourcemap: true,
    sourcemapExcludeSources: true,
  },
};

/** The same libraries; Node's own modules as they are, since no command lives long. */
const leanLibraries = {
  name: 'lean-libraries',
  resolveId: (source, importer, options) =>
    source.startsWith('node:') ? null : leanBundle.resolveId(source, importer, options),
};

/**
 * A bundle of its own: what it shares with the operator is in both, so that the operator loads nothing of it. What
 * speaks to a cluster is a chunk that commands for files do not load.
 */
const cli = {
  input: {cli: 'src/cli/main.ts'},
  platform: 'node',
  treeshake,
  plugins: [
    leanLibraries,
    {
      name: 'operator-beside',
      resolveId: source => (source === '../main.ts' ? {id: './main.js', external: true} : null),
    },
  ],
  output: {...operator.output, cleanDir: false},
};

export default [operator, cli];
