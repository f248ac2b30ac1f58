import type {IncomingMessage} from 'node:http';

export type ReadBody =
  | {readonly type: 'Body'; readonly bytes: Buffer}
  | {readonly type: 'TooLarge'}
  /** The client has gone, or was too slow; there is nobody to answer. */
  | {readonly type: 'Gone'};

/** Reads a request's body, and keeps nothing of it once it is larger than `most` bytes. Never rejects. */
export async function readBody(request: IncomingMessage, most: number): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > most) return {type: 'TooLarge'};
  // No `for await`: leaving it early would close the connection, and nobody could be told why.
  return new Promise(resolve => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve({type: 'TooLarge'});
      }
    });
    request.once('end', () => resolve({type: 'Body', bytes: Buffer.concat(chunks)}));
    request.once('error', () => resolve({type: 'Gone'}));
    request.once('close', () => resolve({type: 'Gone'}));
  });
}
