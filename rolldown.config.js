export default {
  input: {main: 'src/main.ts'},
  platform: 'node',
  // Something below @dot-i/k8s-operator asks for Node's own, which warns users of its deprecation at every start.
  resolve: {alias: {punycode: 'punycode/punycode.es6.js'}},
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
