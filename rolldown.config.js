import {leanBundle} from './tools/bundle/lean-bundle.js';

const operator = {
  input: {main: 'src/main.ts'},
  platform: 'node',
  plugins: [leanBundle],
  // Loading it does nothing; what is not used of it, which is nearly all, stays out (docs/adr/0013).
  treeshake: {
    moduleSideEffects: [{test: /@kubernetes[\\/]client-node/, sideEffects: false}],
    propertyReadSideEffects: false,
  },
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

/** A bundle of its own: what it shares with the operator is in both, so that the operator loads nothing of it. */
const cli = {
  input: {cli: 'src/cli/main.ts'},
  platform: 'node',
  plugins: [
    {
      name: 'operator-beside',
      resolveId: source => (source === '../main.ts' ? {id: './main.js', external: true} : null),
    },
  ],
  output: {...operator.output, cleanDir: false},
};

export default [operator, cli];
