import {leanBundle} from './tools/bundle/lean-bundle.js';

export default {
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
