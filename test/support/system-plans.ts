import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {wholeCatalog} from '../../src/cli/verdict/whole-catalog.ts';
import type {Decision} from '../../src/domain/decision.ts';
import {NO_FACTS, type Facts} from '../../src/domain/facts.ts';
import {objectAt, type JsonObject} from '../../src/domain/json.ts';
import {parsePolicy} from '../../src/domain/policy-parse.ts';
import {plan} from '../../src/domain/plan.ts';
import type {Policy} from '../../src/domain/policy.ts';
import type {Workload} from '../../src/domain/workload.ts';
import {SYSTEM_FIXTURES, systemObject, type System} from './systems.ts';

/** A manifest can be changed where it is kept, as for the command line. */
const FACTS: Facts = {...NO_FACTS, admission: {pods: true, templates: true}};
const NAMESPACE = 'shop';

/** The decision under the whole catalog. */
export function planned(workload: Workload): Decision {
  return plan(workload, wholeCatalog(), FACTS);
}

/** The decision under the policy that a system's page shows in this file; the whole catalog, where there is none. */
export function plannedUnder(system: System, workload: Workload, file = 'policy'): Decision {
  const metadata = {...workload.metadata, namespace: NAMESPACE};
  return plan({...workload, metadata}, policyIn(system, file) ?? wholeCatalog(), FACTS);
}

/** Codes of a decision's findings, without the note that nodes are not known here. */
export function codesOf(decision: Decision): readonly string[] {
  const findings = 'findings' in decision ? decision.findings : [];
  return findings.flatMap(({code}) => (code === 'NodesUnknown' ? [] : [code]));
}

function policyIn(system: System, file: string): Policy | undefined {
  if (!existsSync(join(SYSTEM_FIXTURES, system, `${file}.yaml`))) return undefined;
  const object: JsonObject = systemObject(system, file);
  return parsePolicy('SidecarPolicy', {...object, metadata: {...objectAt(object, 'metadata'), namespace: NAMESPACE}});
}
