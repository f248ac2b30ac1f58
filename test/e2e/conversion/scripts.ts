import type {JsonObject} from '../../../src/domain/json.ts';

/** A container of the test's own image that runs a shell script. */
export function shell(name: string, script: string, fields: JsonObject = {}): JsonObject {
  return {
    name,
    image: 'outrigger.test/busybox:1',
    imagePullPolicy: 'Never',
    command: ['sh', '-c', script],
    ...fields,
  };
}

/** Takes two seconds until it answers on its port, as real proxies do; says when it is told to stop. */
export const SLOW_PROXY = `
  trap 'echo "proxy stops" >> /sink/times; exit 0' TERM
  sleep 2
  mkdir -p /tmp/www && echo ready > /tmp/www/index.html
  httpd -f -p 127.0.0.1:9000 -h /tmp/www &
  wait`;

/** Fails at once unless its proxy answers; takes three seconds to stop, and has a last thing to say. */
export const APP_THAT_NEEDS_ITS_PROXY = `
  wget -q -O /dev/null http://127.0.0.1:9000/ || { echo "no proxy"; exit 1; }
  trap 'sleep 3; echo "the last word" >> /logs/app.log; echo "app stops" >> /sink/times; exit 0' TERM
  echo "the first word" >> /logs/app.log
  while true; do sleep 0.1; done`;

/** Copies the app's log to the sink; when it is told to stop it first takes what is there (tail looks once a second). */
export const LOG_SHIPPER = `
  touch /logs/app.log
  trap 'sleep 1.5; exit 0' TERM
  tail -n +1 -F /logs/app.log >> /sink/lines &
  while true; do sleep 0.1; done`;
