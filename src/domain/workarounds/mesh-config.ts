import {valueAt} from '../json.ts';
import {shortened} from './sightings.ts';
import type {Verdict, Workaround, WorkaroundId} from './workaround.ts';

/** Where the meshes keep what counts for all of their proxies. */
export type MeshConfig = 'Istio' | 'IstioInjector' | 'Linkerd';

/**
 * The workarounds (W12, W13, W15) in a mesh's own configuration: they hold for every pod of the mesh, also for those
 * whose proxy is still classic, so none is more than advice.
 * @param config the parsed `mesh` of Istio's ConfigMap `istio`, or the `values` of `istio-sidecar-injector` or
 * `linkerd-config`; any JSON
 * @returns `path`: the keys in it, with dots
 */
export function meshWorkarounds(mesh: MeshConfig, config: unknown): readonly Workaround[] {
  return KNOBS[mesh].flatMap(({id, keys, isSet, message, verdict = 'Advice'}) => {
    const value = valueAt(config, ...keys);
    if (!isSet(value)) return [];
    const name = keys.at(-1) ?? '';
    return [{id, verdict, message, path: keys.join('.'), evidence: shortened(`${name}: ${String(value)}`)}];
  });
}

interface Knob {
  readonly id: WorkaroundId;
  readonly keys: readonly string[];
  readonly isSet: (value: unknown) => boolean;
  readonly message: string;
  /** Default: `Advice`. */
  readonly verdict?: Verdict;
}

const isOn = (value: unknown): boolean => value === true || value === 'true';
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;
/** Ports that Linkerd leaves out unless it is told otherwise (charts/linkerd-control-plane/values.yaml). */
const isOwnPorts = (value: unknown): boolean => isText(value) && value !== '4567,4568';

const HOLD =
  "Istio's proxies hold back every app of the mesh until they are up. Where a proxy is native Istio ignores this, and its startup probe does the same: take it out once no classic proxy is left.";
const DRAIN =
  'Every proxy of the mesh stays for a while after SIGTERM. A native one gets it only after the app has ended, so there is nothing left to wait for: take it out once no classic proxy is left.';
const PAST =
  'Traffic of every pod of the mesh goes past the proxies here. If that was only for init containers and Jobs, which had no proxy yet or were kept running by one, native proxies make it needless; it may as well be meant so.';
const AWAIT =
  'With native proxies Linkerd makes a startup probe of this setting instead of a postStart hook: it stays useful.';

const KNOBS: Readonly<Record<MeshConfig, readonly Knob[]>> = {
  Istio: [
    {id: 'W12', keys: ['defaultConfig', 'holdApplicationUntilProxyStarts'], isSet: isOn, message: HOLD},
    {id: 'W15', keys: ['defaultConfig', 'terminationDrainDuration'], isSet: isText, message: DRAIN},
    ...['EXIT_ON_ZERO_ACTIVE_CONNECTIONS', 'MINIMUM_DRAIN_DURATION'].map((name): Knob => ({
      id: 'W15',
      keys: ['defaultConfig', 'proxyMetadata', name],
      isSet: value => isText(value) && value !== 'false',
      message: DRAIN,
    })),
  ],
  IstioInjector: [
    {id: 'W12', keys: ['global', 'proxy', 'holdApplicationUntilProxyStarts'], isSet: isOn, message: HOLD},
    ...['excludeInboundPorts', 'excludeOutboundPorts', 'excludeIPRanges'].map((name): Knob => ({
      id: 'W13',
      keys: ['global', 'proxy', name],
      isSet: isText,
      message: PAST,
    })),
  ],
  Linkerd: [
    {id: 'W12', keys: ['proxy', 'await'], isSet: isOn, message: AWAIT, verdict: 'Keep'},
    ...['ignoreInboundPorts', 'ignoreOutboundPorts'].map((name): Knob => ({
      id: 'W13',
      keys: ['proxyInit', name],
      isSet: isOwnPorts,
      message: PAST,
    })),
    {id: 'W15', keys: ['proxy', 'waitBeforeExitSeconds'], isSet: isPositive, message: DRAIN},
  ],
};
