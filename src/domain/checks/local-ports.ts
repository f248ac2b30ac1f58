/** The pod's own address in a script or URL, then the port: `localhost:8080`, `127.0.0.1 8080`, `/dev/tcp/localhost/8080`. */
const LOCAL_PORT = /(?:localhost|127\.0\.0\.1|\[::1\])[:/ ](\d{1,5})(?!\d)/g;

/** What scripts wait with: shell loops, and the usual helpers. */
export const WAITS = /\b(?:until|while|wait-for|wait-for-it|wait-on|waitfor|dockerize|wait4x)\b/;

/** The ports of the pod itself that a command line names. */
export function localPortsIn(command: readonly string[]): readonly number[] {
  return [...command.join(' ').matchAll(LOCAL_PORT)].map(match => Number(match[1]));
}

/** Does a command line wait for something again and again? */
export function waitsInALoop(command: readonly string[]): boolean {
  return WAITS.test(command.join(' '));
}
