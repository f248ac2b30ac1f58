export default {
  input: {main: 'src/main.ts'},
  platform: 'node',
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
