type Matcher = (text: string) => boolean;

/** Of the catalog and of policies: the same few hundred globs are asked for every container. Those of edited policies go. */
const matchers = new Map<string, Matcher>();
const MOST_MATCHERS = 1000;

/**
 * Whether `text` as a whole fits the glob: `*` stands for any characters ('/' included), `?` for exactly one.
 * Case-sensitive: Kubernetes names and image repositories are lower case anyway, and tags differ by case.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let matcher = matchers.get(glob);
  if (matcher === undefined) {
    if (matchers.size >= MOST_MATCHERS) matchers.clear();
    matcher = matcherOf(glob);
    matchers.set(glob, matcher);
  }
  return matcher(text);
}

/** Nearly all globs are a text with no star, or with one at an end, which strings can answer by themselves. */
function matcherOf(glob: string): Matcher {
  const wildcard = glob.search(/[*?]/);
  if (wildcard < 0) return text => text === glob;
  const [beginning, end] = [glob.slice(0, wildcard), glob.slice(wildcard + 1)];
  const isSimple = glob[wildcard] === '*' && !/[*?]/.test(end);
  if (isSimple && end === '') return text => text.startsWith(beginning);
  if (isSimple && beginning === '') return text => text.endsWith(end);
  return text => matchesAnyGlob(glob, text);
}

/** Two pointers instead of a regular expression: O(n·m) at worst, whatever a policy's author writes. */
function matchesAnyGlob(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (glob[g] === '*') {
      star = g++;
      resume = t;
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) {
      g++;
      t++;
    } else if (star >= 0) {
      // The last star takes one character more; stars before it never need another look.
      g = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}

/** A glob with ':' or '@' is compared with the whole image reference, any other with its repository. */
export function matchesImage(glob: string, image: string): boolean {
  return matchesGlob(glob, glob.includes(':') || glob.includes('@') ? image : repository(image));
}

/** What was asked last, and the answer: one image is compared with many globs. */
let last: {readonly image: string; readonly repository: string} | undefined;

/** `host:5000/a/b` of `host:5000/a/b:tag@sha256:…`: the reference without tag and digest, registry included. */
export function repository(image: string): string {
  if (last?.image !== image) last = {image, repository: repositoryOf(image)};
  return last.repository;
}

function repositoryOf(image: string): string {
  const untilDigest = before(image, '@');
  const nameStart = untilDigest.lastIndexOf('/') + 1;
  return untilDigest.slice(0, nameStart) + before(untilDigest.slice(nameStart), ':');
}

function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}
