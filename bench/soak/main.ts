import {sectionText} from '../report/section-text.ts';
import {mustHavePart, writePage} from '../../tools/docs/write-page.ts';
import {measuredOn} from '../report/machine.ts';
import {run} from '../run.ts';
import {readMinutes} from './read-minutes.ts';
import {soak} from './soak.ts';

const PAGE = 'docs/reliability.md';

/** `make soak`. */
await run(async bench => {
  const write = process.env['WRITE'] === '1';
  if (write) mustHavePart(PAGE, 'soak');
  const section = await soak({...bench, scale: 1}, readMinutes(process.env['MINUTES']));
  console.log(sectionText(section));
  if (write) {
    const part = [`${measuredOn(section.kubernetes)}, with \`make soak WRITE=1\`.`, sectionText(section)].join('\n\n');
    await writePage(PAGE, 'soak', part);
  }
  return [section];
});
