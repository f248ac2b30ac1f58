import {FIELD_MANAGER, PROTECTED_NAMESPACES} from '../../src/api/constants.ts';
import {ConversionMemory} from '../../src/controllers/memory.ts';
import {controllerOf} from '../../src/domain/owner.ts';
import {workloadView} from '../../src/controllers/views/workload-view.ts';
import {evaluate} from '../../src/controllers/workload/evaluate.ts';
import type {ServerVersion} from '../../src/domain/facts.ts';
import {stringAt, type JsonObject} from '../../src/domain/json.ts';
import {WORKLOAD_KINDS} from '../../src/domain/workload.ts';
import type {ClusterObjects} from './cluster-watch.ts';
import type {Look} from './look.ts';
import {Pace} from './pace.ts';
import {rowOf} from './row-of.ts';
import type {Row} from './row.ts';
import {worldOf} from './world.ts';

/**
 * Says of every workload what the operator says of it. The operator tells counts only, so this asks the same pure
 * decision about the same cluster; it writes nothing.
 */
export class Survey {
  readonly #memory = new ConversionMemory();
  readonly #server: ServerVersion | undefined;

  constructor(server: ServerVersion | undefined) {
    this.#server = server;
  }

  look(objects: ClusterObjects): readonly Row[] {
    const world = worldOf(objects, this.#server);
    const looks = workloadsOf(objects).map(({object, view}): Look => {
      return {object, view, evaluation: evaluate(view, world, this.#memory, Date.now())};
    });
    const pace = new Pace(looks);
    return looks.map(look => rowOf(look, world, pace));
  }
}

function workloadsOf(objects: ClusterObjects): readonly Pick<Look, 'object' | 'view'>[] {
  return WORKLOAD_KINDS.flatMap(kind =>
    objects
      .of(kind)
      .filter(object => controllerOf(object) === undefined && !isProtected(object))
      .map(object => ({object, view: workloadView(kind, object, FIELD_MANAGER)}))
      .sort((a, b) => (a.view.name < b.view.name ? -1 : 1)),
  );
}

function isProtected(object: JsonObject): boolean {
  return PROTECTED_NAMESPACES.some(name => name === stringAt(object, 'metadata', 'namespace'));
}
