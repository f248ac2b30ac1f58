import {catalogPage} from './docs/catalog-page.ts';
import {edgeCasesPage} from './docs/edge-cases-page.ts';
import {findingsReference} from './docs/findings-reference.ts';
import {metricsReference} from './docs/metrics-reference.ts';
import {policyReference} from './docs/policy-reference.ts';
import {statesReference} from './docs/states-reference.ts';
import {writeGenerated, type GeneratedFile} from './write-generated.ts';

/** Each makes one page of `docs/`; a new page is a new entry. */
const PAGES: readonly (() => GeneratedFile)[] = [
  policyReference,
  findingsReference,
  statesReference,
  metricsReference,
  catalogPage,
  edgeCasesPage,
];

/** The generated pages of `docs/`. */
export function generatedDocs(): readonly GeneratedFile[] {
  return PAGES.map(page => page());
}

if (import.meta.main) writeGenerated(generatedDocs());
