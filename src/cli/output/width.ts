/** Two columns wide at a terminal: East Asian wide characters and emoji (Unicode TR 11, roughly). */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
/** Characters that take one column each whatever stands beside them: Latin letters and their punctuation. */
const NARROW = /^[\x20-\x7e\xa0-\u02ff\u2010-\u2027\u2030-\u205e]*$/;

/** How many columns a text takes at a terminal. */
export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const {segment} of segmenter().segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The beginning of a text that fits; what is missing shows as an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (NARROW.test(text)) return `${text.slice(0, Math.max(0, width - 1))}…`;
  let kept = '';
  for (const {segment} of segmenter().segment(text)) {
    if (widthOf(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Made when it is needed: it takes longer than all else that a small table does. */
let made: Intl.Segmenter | undefined;

function segmenter(): Intl.Segmenter {
  return (made ??= new Intl.Segmenter('en', {granularity: 'grapheme'}));
}
