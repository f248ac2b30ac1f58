import {mustHavePartsOf, writePerformanceSection} from './report/performance-page.ts';
import {sectionText} from './report/section-text.ts';
import type {Section} from './report/section.ts';
import {readRequest} from './request.ts';
import {run} from './run.ts';
import {SCENARIOS} from './scenarios.ts';

/** `make bench`. */
await run(async ({signal, progress}) => {
  const {only, scale, write} = readRequest(process.env, Object.keys(SCENARIOS));
  const sections: Section[] = [];
  if (write) mustHavePartsOf(only);
  for (const name of only) {
    progress(`── ${name}`);
    const section = {name, ...(await SCENARIOS[name as keyof typeof SCENARIOS]({signal, progress, scale}))};
    sections.push(section);
    console.log(sectionText(section));
    // At once: what comes after it may take long, and fail.
    if (write) await writePerformanceSection(section);
  }
  return sections;
});
