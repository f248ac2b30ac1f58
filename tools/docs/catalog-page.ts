import {CATALOG} from '../../src/domain/catalog/catalog.ts';
import {NOT_SIDECARS} from '../../src/domain/catalog/not-sidecars.ts';
import type {Profile} from '../../src/domain/catalog/profile.ts';
import type {GeneratedFile} from '../write-generated.ts';
import {profileSection, wayOf} from './profile-section.ts';

/** `docs/catalog.md`: the products that a policy's `profile` can name, and what is known about each. */
export function catalogPage(): GeneratedFile {
  const parts = [BANNER, '# The sidecars that Outrigger knows', INTRO, overview(), SWITCHES, switches(), NOT, not()];
  return {
    path: 'docs/catalog.md',
    text: [...parts, PROVIDERS, '## Each product', ...CATALOG.map(profileSection)].join('\n\n') + '\n',
  };
}

const BANNER = '<!-- Generated from src/domain/catalog/ by tools/generate-docs.ts (npm run generate). Do not edit. -->';

const INTRO = [
  'A rule of a policy can name a product: `profile: fluent-bit`. It then selects the product’s containers by their usual',
  'names and images, and gives them what is known about the product. For an image with another name, `match` selects and',
  '`profile` gives the knowledge:',
  '',
  '```yaml',
  'sidecars:',
  '  - profile: fluent-bit',
  '    match: {images: ["registry.example/mirrored-log-shipper"]}',
  '```',
  '',
  'A **dependency** is what the app needs: where the sidecar’s own settings allow it, the app waits until it is up. A',
  '**telemetry** sidecar must never hold the app back: it gets no gate by itself.',
  '',
  'Facts were taken from the code and documentation of each product; what was not verified is left out.',
].join('\n');

const SWITCHES = [
  '## Your version, its switch',
  '',
  'Injectors add their sidecar when a pod is created, and many can make it a native one. Outrigger never moves what an',
  'injector adds ([`InjectedProxy`](reference/findings.md#injectedproxy)): it would be added a second time or put back.',
  'Where the injector has an annotation for it, Outrigger sets that on the pod template',
  '([`InjectorSwitch`](reference/findings.md#injectorswitch)). An older injector ignores the annotation of a newer one.',
].join('\n');

const NOT = ['## Not sidecars, and why', '', 'People look for these in such a list. They need no conversion.'].join(
  '\n',
);

const PROVIDERS = [
  'Neither are these workloads proposed: those in the namespaces of the cluster itself (`kube-system` and the like),',
  'storage drivers (CSI), whose containers work together by design, and DaemonSets that an operator owns and writes back.',
].join('\n');

function overview(): string {
  const rows = CATALOG.map(({id, title, class: kind, addedBy}) => {
    return `| [${id}](#${id}) | ${title} | ${kind} | ${addedBy.join(', ')} |`;
  });
  return ['| profile | product | class | added by |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function switches(): string {
  const rows = CATALOG.flatMap(switchRows);
  return ['| injector | since | for native sidecars |', '| --- | --- | --- |', ...rows].join('\n');
}

function switchRows({id, injector}: Profile): readonly string[] {
  if (injector === undefined) return [];
  const title = injector.title.replace(/^the/, 'The');
  const row = (since: string, what: string): string => `| [${title}](#${id}) | ${since} | ${what} |`;
  if (injector.native.length === 0) return [row('–', `no switch. ${injector.otherwise ?? ''}`.trim())];
  return injector.native.map(way => row(way.since, wayOf(way)));
}

function not(): string {
  const rows = NOT_SIDECARS.map(({title, link, reason}) => `| [${title}](${link}) | ${reason} |`);
  return ['| product | why |', '| --- | --- |', ...rows].join('\n');
}
