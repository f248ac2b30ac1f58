import {join} from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCES = join(ROOT, 'src');
const EMPTY = join(import.meta.dirname, 'empty.js');
const NODE = '\0node:';

/** What imports of libraries become, since each process would hold what it never runs (docs/adr/0013). */
const INSTEAD = [
  // What we import of undici; client-node, which few processes load, imports more of it.
  {source: /^undici$/, by: SOURCES, becomes: join(import.meta.dirname, 'undici-agents.js')},
  // A second parser of HTTP, for whoever sets UNDICI_USE_MILO: 0.15 MB.
  {source: /\/milo\/(no-)?simd\.js$/, becomes: EMPTY},
  // We ask for HTTP/1.1; whoever loads client-node may meet HTTP/2.
  {source: /^\.\/client-h2\.js$/, becomes: join(import.meta.dirname, 'late-h2.cjs')},
  // Bodies that are forms; ours are text.
  {source: /^\.\.\/web\/(?:fetch\/body\.js|fetch\/formdata|webidl)$/, becomes: EMPTY},
  // Colours of log lines, which ours have not.
  {source: /^@colors\/colors\/safe$/, becomes: EMPTY},
  // What says nothing in production.
  {source: /^@dabh\/diagnostics$/, becomes: join(ROOT, 'node_modules/@dabh/diagnostics/node/production.js')},
  // Node has this itself.
  {source: /^string_decoder\/$/, becomes: {id: 'node:string_decoder', external: true}},
];

/** A plugin of rolldown that keeps out of the bundle, and out of a process, what nothing of ours calls. */
export const leanBundle = {
  name: 'lean-bundle',
  resolveId(source, importer = '', {kind} = {}) {
    const found = INSTEAD.find(each => each.source.test(source) && importer.startsWith(each.by ?? ''));
    if (found !== undefined) return found.becomes;
    const ofOurs = kind === 'import-statement' && importer.startsWith(SOURCES);
    return ofOurs && source.startsWith('node:') ? `\0${source}` : null;
  },
  load(id) {
    return id.startsWith(NODE) ? {code: lightImport(id.slice(1)), moduleSideEffects: false} : null;
  },
  generateBundle(_options, chunks) {
    for (const {fileName, isEntry, code = ''} of Object.values(chunks)) {
      const [character] = isEntry ? (/[^\0-\x7f]/u.exec(code) ?? []) : [];
      // Node gives V8 a source in ASCII at half the size of any other.
      if (character !== undefined) this.error(`${fileName} holds "${character}", which is not in ASCII`);
    }
  },
};

/**
 * An `import` of a module of Node reads all that the module offers, and so loads what lies behind its getters: for
 * `node:http` a whole undici of Node's own, 11 MB. This offers the same but for the getters.
 */
function lightImport(specifier) {
  const offered = Object.entries(Object.getOwnPropertyDescriptors(process.getBuiltinModule(specifier)));
  const plain = offered.filter(([name, {get}]) => get === undefined && /^[a-z]\w*$/i.test(name) && name !== 'default');
  const exported = plain.map(([name]) => `const of_${name} = builtin.${name}; export {of_${name} as ${name}};`);
  return [`const builtin = process.getBuiltinModule('${specifier}');`, ...exported].join('\n');
}
