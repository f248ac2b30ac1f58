import {isNative} from '../../domain/containers.ts';
import {isObject, objectAt, stringAt, type JsonObject} from '../../domain/json.ts';
import {withSwitches} from '../../domain/switches.ts';
import {lineDiff, type DiffLine} from '../output/line-diff.ts';
import {yamlText} from '../output/yaml-text.ts';
import {changeOf} from '../verdict/change-of.ts';
import type {Verdict} from '../verdict/verdict.ts';

/** The pod template's annotations and spec before and after, as lines of YAML; empty where nothing would change. */
export function podSpecDiff(verdict: Verdict): readonly DiffLine[] {
  const conversion = changeOf(verdict);
  if (conversion === undefined) return [];
  const {metadata, spec: before} = verdict.found.workload.template;
  const {set} = conversion.switches;
  const after = asWritten(conversion.spec, before);
  const lines = [
    ...(set.length === 0 ? [] : lineDiff(annotationLines(metadata), annotationLines(withSwitches(metadata, set)))),
    ...(conversion.operations.length === 0 ? [] : lineDiff(linesOf(before), linesOf(after))),
  ];
  return lines.map(({type, text}) => ({type, text: text.slice(text.indexOf(MARK) + 1)}));
}

/** The keys in the order in which a person would write them: no meaning is in it, but a short comparison. */
function asWritten(after: JsonObject, before: JsonObject): JsonObject {
  const {containers, initContainers, ...others} = after;
  const sidecars = Array.isArray(initContainers) ? initContainers.map(nameFirst) : initContainers;
  if (Object.hasOwn(before, 'initContainers')) return {...after, initContainers: sidecars};
  const entries = Object.keys(after).flatMap((key): [string, unknown][] => {
    if (key === 'containers')
      return [
        ['initContainers', sidecars],
        ['containers', containers],
      ];
    return key === 'initContainers' ? [] : [[key, others[key]]];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function nameFirst(container: unknown): unknown {
  if (!isNative(container) || !isObject(container)) return container;
  const {name, restartPolicy, ...others} = container;
  return {name, restartPolicy, ...others};
}

/** Ends what stands before each line while lines are compared. No YAML text has it unescaped. */
const MARK = '\0';

/**
 * Each line with its place before it: equal lines of different containers are no lines in common, so a container that
 * moves shows as moved, and not the one beside it that happens to be shorter.
 */
function linesOf(spec: JsonObject): readonly string[] {
  return Object.entries(spec).flatMap(([key, value]) => {
    const isContainers = key === 'containers' || key === 'initContainers';
    if (!isContainers || !Array.isArray(value) || value.length === 0) return placed(key, yamlText({[key]: value}));
    return [
      ...placed(key, `${key}:`),
      ...value.flatMap((each: unknown) => placed(`${key}/${stringAt(each, 'name') ?? ''}`, yamlText([each]), '  ')),
    ];
  });
}

function annotationLines(metadata: JsonObject): readonly string[] {
  const annotations = objectAt(metadata, 'annotations');
  return Object.keys(annotations).length === 0
    ? []
    : placed('metadata', yamlText({'metadata.annotations': annotations}));
}

function placed(place: string, text: string, indent = ''): readonly string[] {
  const lines = text.trimEnd().split('\n');
  return lines.map(line => place + MARK + indent + line);
}
