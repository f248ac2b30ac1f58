import {run} from '../process/command.ts';

/** How this machine and a node reach each other. */
export interface Network {
  /** the link's end on this machine; the other end goes with the node's namespace, and so does this one */
  readonly link: string;
  readonly nodeAddress: string;
  /** addresses of pods; this machine reaches them through the node */
  readonly podRange: string;
}

const maxClusters = 256;

/**
 * Links a network namespace, known by a process in it, to this machine. 198.18.0.0/15 is set aside for test networks, so
 * it collides with nobody's. There is no way from the node to other networks.
 */
export async function connectNamespace(pid: string): Promise<Network> {
  const number = await addFreeLink(pid);
  const network = networkOf(number);
  await ip('address', 'add', `198.18.${number}.1/24`, 'dev', network.link);
  await ip('link', 'set', network.link, 'up');
  await run([
    'nsenter',
    `--target=${pid}`,
    '--net',
    'ip',
    'address',
    'add',
    `${network.nodeAddress}/24`,
    'dev',
    'eth0',
  ]);
  await run(['nsenter', `--target=${pid}`, '--net', 'ip', 'link', 'set', 'eth0', 'up']);
  await ip('route', 'add', network.podRange, 'via', network.nodeAddress);
  return network;
}

/** The kernel removes the link with the namespace, but a moment later. */
export async function disconnectNamespace({link}: Network): Promise<void> {
  await ip('link', 'delete', link).catch(() => undefined);
}

const ip = (...args: string[]): Promise<string> => run(['ip', ...args]);

const linkName = (number: string): string => `outrigger${number}`;

const networkOf = (number: string): Network => ({
  link: linkName(number),
  nodeAddress: `198.18.${number}.2`,
  podRange: `198.19.${number}.0/24`,
});

/** The kernel decides between clusters that start at the same time: a name is given once. */
async function addFreeLink(pid: string): Promise<string> {
  for (let candidate = 0; candidate < maxClusters; candidate++) {
    const number = String(candidate);
    const added = await ip('link', 'add', linkName(number), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', pid).then(
      () => true,
      (error: unknown) => unlessTaken(error as Error),
    );
    if (added) return number;
  }
  throw new Error(`All ${String(maxClusters)} networks for test clusters are in use.`);
}

function unlessTaken(error: Error): false {
  if (error.message.includes('File exists')) return false;
  throw error;
}
