import {ticks, type Plot, type Series} from './plot.ts';
import type {Point} from './statistics.ts';

const WIDTH = 440;
const HEIGHT = 280;
/** Of one diagram, around its axes. */
const MARGIN = {top: 44, right: 76, bottom: 46, left: 54};
const LINE_HEIGHT = 14;

/** Readable on light and on dark ground; a page that shows the file as an image passes the reader's choice on. */
const STYLE = `
  svg { color-scheme: light dark; }
  text { font: 12px system-ui, sans-serif; fill: #57606a; }
  .title { font-size: 14px; font-weight: 600; fill: #24292f; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .s0 { stroke: #0969da; fill: #0969da; }
  .s1 { stroke: #bc4c00; fill: #bc4c00; }
  polyline { fill: none !important; stroke-width: 2; stroke-linejoin: round; }
  text.s0, text.s1 { stroke: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #8d96a0; }
    .title { fill: #e6edf3; }
    .grid { stroke: #30363d; }
    .s0 { stroke: #58a6ff; fill: #58a6ff; }
    .s1 { stroke: #f0883e; fill: #f0883e; }
  }`;

/** Line diagrams beside each other, as the text of an SVG file. The axes begin at 0. */
export function svg(plots: readonly Plot[]): string {
  const width = WIDTH * plots.length;
  const label = plots.map(({title}) => title).join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" aria-label="${escape(label)}">`,
    `<style>${STYLE}\n</style>`,
    ...plots.map((plot, index) => `<g transform="translate(${index * WIDTH} 0)">\n${diagram(plot)}\n</g>`),
    '</svg>\n',
  ].join('\n');
}

interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function diagram(plot: Plot): string {
  const points = plot.series.flatMap(series => series.points);
  const across = ticks(Math.max(...points.map(({x}) => x)));
  const up = ticks(Math.max(...points.map(({y}) => y)));
  const scale: Scale = {
    x: value => MARGIN.left + (value / (across.at(-1) ?? 1)) * (WIDTH - MARGIN.left - MARGIN.right),
    y: value => HEIGHT - MARGIN.bottom - (value / (up.at(-1) ?? 1)) * (HEIGHT - MARGIN.top - MARGIN.bottom),
  };
  return [
    text(plot.title, {x: MARGIN.left, y: 20, className: 'title'}),
    ...up.map(value => gridLine(value, scale)),
    text(plot.y, {x: MARGIN.left - 8, y: MARGIN.top - 12, anchor: 'end'}),
    ...across.map(value => text(number(value), {x: scale.x(value), y: HEIGHT - MARGIN.bottom + 18, anchor: 'middle'})),
    text(plot.x, {x: (WIDTH - MARGIN.right + MARGIN.left) / 2, y: HEIGHT - 8, anchor: 'middle'}),
    ...plot.series.map((series, index) => line(series, index, scale)),
    ...names(plot.series, scale),
  ].join('\n');
}

/** The name of each line where it ends, or a little above where another one's is. */
function names(series: readonly Series[], scale: Scale): readonly string[] {
  const ends = series.map(({name, points}, index) => {
    const {x, y} = points.at(-1) ?? {x: 0, y: 0};
    return {name, className: `s${index}`, x: scale.x(x) + 9, y: scale.y(y) + 4};
  });
  let above = Infinity;
  return ends
    .sort((a, b) => b.y - a.y)
    .map(({name, ...at}) => {
      above = Math.min(at.y, above - LINE_HEIGHT);
      return text(name, {...at, y: above});
    });
}

function gridLine(value: number, {y}: Scale): string {
  const at = round(y(value));
  const right = WIDTH - MARGIN.right;
  return [
    `<line class="grid" x1="${MARGIN.left}" y1="${at}" x2="${right}" y2="${at}"/>`,
    text(number(value), {x: MARGIN.left - 8, y: at + 4, anchor: 'end'}),
  ].join('\n');
}

/** The line and its points. */
function line({points}: Series, index: number, scale: Scale): string {
  const at = points.map((point: Point) => [round(scale.x(point.x)), round(scale.y(point.y))] as const);
  return [
    `<polyline class="s${index}" points="${at.map(pair => pair.join(',')).join(' ')}"/>`,
    ...at.map(pair => `<circle class="s${index}" cx="${pair[0]}" cy="${pair[1]}" r="3"/>`),
  ].join('\n');
}

interface Placing {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'middle' | 'end';
  readonly className?: string;
}

function text(content: string, {x, y, anchor, className}: Placing): string {
  const attributes = [
    `x="${round(x)}" y="${round(y)}"`,
    anchor === undefined ? [] : `text-anchor="${anchor}"`,
    className === undefined ? [] : `class="${className}"`,
  ].flat();
  return `<text ${attributes.join(' ')}>${escape(content)}</text>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const number = (value: number): string => value.toLocaleString('en-US');

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
