import {placedIn} from './containers.ts';
import {objectsAt, stringAt, type JsonObject} from './json.ts';

/** `KUBEXIT_BIRTH_DEPS`: what a container waits for; `KUBEXIT_DEATH_DEPS`: what it ends with (kubexit's README). */
type Variable = 'KUBEXIT_BIRTH_DEPS' | 'KUBEXIT_DEATH_DEPS';

/** The containers that a container's variable for kubexit names; empty where it has none. */
export function kubexitNames(container: JsonObject, variable: Variable): readonly string[] {
  return objectsAt(container, 'env')
    .filter(entry => entry['name'] === variable)
    .flatMap(entry => (stringAt(entry, 'value') ?? '').split(','))
    .map(name => name.trim())
    .filter(name => name !== '');
}

/**
 * The containers that are sidecars by kubexit's variables, in the order of `containers`: what ends with another one, and
 * what another one waits for, unless something ends with it: that is the app.
 */
export function kubexitSidecars(spec: JsonObject): readonly string[] {
  const containers = placedIn(spec, 'containers');
  const named = (variable: Variable): ReadonlySet<string> =>
    new Set(containers.flatMap(({container}) => kubexitNames(container, variable)));
  const [awaited, followed] = [named('KUBEXIT_BIRTH_DEPS'), named('KUBEXIT_DEATH_DEPS')];
  return containers
    .filter(({name, container}) => {
      const isMortal = kubexitNames(container, 'KUBEXIT_DEATH_DEPS').length > 0;
      return isMortal || (awaited.has(name) && !followed.has(name));
    })
    .map(({name}) => name);
}
