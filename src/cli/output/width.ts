/** Two columns wide at a terminal: East Asian wide characters and emoji (Unicode TR 11, roughly). */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const NOT_ASCII = /[^\x20-\x7e]/;

/** How many columns a text takes at a terminal. */
export function widthOf(text: string): number {
  if (!NOT_ASCII.test(text)) return text.length;
  let width = 0;
  for (const {segment} of segmenter().segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The beginning of a text that fits; what is missing shows as an ellipsis. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const {segment} of segmenter().segment(text)) {
    if (widthOf(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

let made: Intl.Segmenter | undefined;

function segmenter(): Intl.Segmenter {
  return (made ??= new Intl.Segmenter('en', {granularity: 'grapheme'}));
}
