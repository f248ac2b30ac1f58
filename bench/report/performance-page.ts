import {measuredOn} from './machine.ts';
import {sectionText} from './section-text.ts';
import type {Section} from './section.ts';
import {svg} from './svg.ts';
import {mustHavePart, writeFile, writePage} from '../../tools/docs/write-page.ts';

const PAGE = 'docs/performance.md';
const PLOT = 'performance.svg';

const partOf = (scenario: string): string => `bench ${scenario}`;

/**
 * To be asked before anything is measured.
 * @throws Error when the page lacks the part of one
 */
export function mustHavePartsOf(scenarios: readonly string[]): void {
  for (const scenario of scenarios) mustHavePart(PAGE, partOf(scenario));
}

/** Writes a scenario's part of docs/performance.md, and the plot that it shows. */
export async function writePerformanceSection(section: Section): Promise<void> {
  const {plots = []} = section;
  if (plots.length > 0) writeFile(`docs/${PLOT}`, svg(plots));
  const titles = plots.map(plot => plot.title).join('; ');
  const image = plots.length === 0 ? [] : [`![${titles}, over the number of Deployments](${PLOT})`];
  const text = [sectionText(section), ...image, `${measuredOn(section.kubernetes)}.`].join('\n\n');
  await writePage(PAGE, partOf(section.name), text);
}
