import {freePort} from './free-port.ts';
import type {Place} from './place.ts';

/** A place that any user may use: one free port on the loopback interface. */
export async function loopbackPlace(directory: string): Promise<Place> {
  return {
    kind: 'loopback',
    address: '127.0.0.1',
    port: await freePort(),
    env: {HOME: directory, PATH: process.env['PATH'] ?? '', OUTRIGGER_TIED_TO: String(process.pid)},
    enter: command => [...command],
    close: () => Promise.resolve(),
  };
}
