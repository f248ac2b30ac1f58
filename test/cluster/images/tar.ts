/** What a tar archive can hold here. Paths have no leading slash. */
export type TarEntry =
  | {readonly type: 'File'; readonly path: string; readonly mode: number; readonly content: Buffer}
  | {readonly type: 'Link'; readonly path: string; readonly target: string}
  | {readonly type: 'Folder'; readonly path: string; readonly mode: number};

const block = 512;
const flagOf = {File: '0', Link: '2', Folder: '5'} as const;

/** A tar archive (POSIX ustar), always the same bytes for the same entries. */
export function tar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(entry => [header(entry), ...body(entry)]), Buffer.alloc(2 * block)]);
}

function body(entry: TarEntry): Buffer[] {
  if (entry.type !== 'File') return [];
  return [entry.content, Buffer.alloc((block - (entry.content.length % block)) % block)];
}

function header(entry: TarEntry): Buffer {
  const bytes = Buffer.alloc(block);
  const {prefix, name} = splitPath(entry.path);
  const size = entry.type === 'File' ? entry.content.length : 0;
  bytes.write(name, 0);
  bytes.write(octal(entry.type === 'Link' ? 0o777 : entry.mode, 7), 100);
  bytes.write(octal(0, 7), 108);
  bytes.write(octal(0, 7), 116);
  bytes.write(octal(size, 11), 124);
  bytes.write(octal(0, 11), 136);
  bytes.write(' '.repeat(8), 148);
  bytes.write(flagOf[entry.type], 156);
  bytes.write(entry.type === 'Link' ? entry.target : '', 157);
  bytes.write('ustar\x0000', 257);
  bytes.write(prefix, 345);
  bytes.write(`${octal(sum(bytes), 6)}\0 `, 148);
  return bytes;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

const sum = (bytes: Buffer): number => bytes.reduce((total, byte) => total + byte, 0);

/** A header has room for a name of 100 bytes and for the folders before it. */
function splitPath(path: string): {prefix: string; name: string} {
  if (path.length <= 100) return {prefix: '', name: path};
  const cut = path.indexOf('/', path.length - 101);
  if (cut < 0 || cut > 155) throw new Error(`The path ${path} is too long for a tar archive.`);
  return {prefix: path.slice(0, cut), name: path.slice(cut + 1)};
}
