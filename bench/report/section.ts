import type {Measurement} from './measurement.ts';
import type {Plot} from './plot.ts';

/** What one scenario has to say. */
export interface Section {
  /** Name of the scenario. */
  readonly name: string;
  /** A sentence or some: what was done. */
  readonly about: string;
  readonly measurements: readonly Measurement[];
  readonly plots?: readonly Plot[];
  /** Version of the API server, such as v1.36.3; absent where none was asked. */
  readonly kubernetes?: string;
  /** Why it could not be run here. */
  readonly skipped?: string;
}
