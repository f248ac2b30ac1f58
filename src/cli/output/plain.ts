/**
 * A text from a manifest, fit for a terminal: control characters, which could move the cursor or hide what is there,
 * and those that turn the direction of writing become a visible mark. Line ends stay only where they are asked for.
 */
export function plain(text: string, {lines = false}: {readonly lines?: boolean} = {}): string {
  return text.replaceAll(CONTROL, character => (lines && character === '\n' ? character : '\ufffd'));
}

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
