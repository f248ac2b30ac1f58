/**
 * Whether `text` as a whole fits the glob: `*` stands for any characters ('/' included), `?` for exactly one.
 * Case-sensitive: Kubernetes names and image repositories are lower case anyway, and tags differ by case.
 * Two pointers instead of a regular expression: O(n·m) at worst, whatever a policy's author writes.
 */
export function matchesGlob(glob: string, text: string): boolean {
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
  return matchesGlob(glob, /[:@]/.test(glob) ? image : repository(image));
}

/** `host:5000/a/b` of `host:5000/a/b:tag@sha256:…`: the reference without tag and digest, registry included. */
export function repository(image: string): string {
  const untilDigest = before(image, '@');
  const nameStart = untilDigest.lastIndexOf('/') + 1;
  return untilDigest.slice(0, nameStart) + before(untilDigest.slice(nameStart), ':');
}

function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}
