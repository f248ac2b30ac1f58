# Pin both by digest where images are built for others: --build-arg NODE=node:24-bookworm-slim@sha256:…
ARG NODE=node:24-bookworm-slim

FROM ${NODE} AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# No install scripts: the only one of use brings a Node 24, which this image has.
RUN npm ci --ignore-scripts
COPY rolldown.config.js tsconfig.json ./
COPY src src
COPY tools/bundle tools/bundle
# Everything is bundled. Source maps stay behind: they would only make it larger.
RUN npm run build && rm -f dist/*.map && echo '{"type": "module"}' > dist/package.json

FROM ${NODE}
LABEL org.opencontainers.image.title="Outrigger" \
      org.opencontainers.image.description="Converts classic sidecars into native sidecars and finishes the Jobs that they hang" \
      org.opencontainers.image.licenses="Apache-2.0"
# Nothing but Node is run here: no package manager for whoever gets in.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn-*
WORKDIR /app
COPY --from=build /src/dist ./
ENV NODE_ENV=production
USER 65532:65532
EXPOSE 8080
# Node is process 1: it gets SIGTERM itself and ends in order. The flags are for memory and short pauses
# (docs/performance.md):
# - the heap grows in small steps, since what is taken for the garbage of the first lists is kept. Not below 24 MB: the
#   first collection would come before it could be prepared beside the program, and keep everything waiting;
# - the optimizing compilers take more than they give, since most of the time is the API server's. WebAssembly (undici's
#   parser of HTTP) has one of its own. What was compiled once is kept (src/controllers/workload/rehearse.ts);
# - a small young generation makes for short pauses, and what V8 would keep for later goes back to the machine;
# - one thread for the garbage collector: four would take four fifths of a core that they share with the main thread.
ENTRYPOINT ["node", "--no-maglev", "--no-opt", "--liftoff-only", "--no-flush-bytecode", "--no-parallel-scavenge", "--max-semi-space-size=1", "--memory-saver-mode", "--initial-old-space-size=24", "--heap-growing-percent=15", "--v8-pool-size=1", "/app/main.js"]
CMD ["run"]
