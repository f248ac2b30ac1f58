import {OPERATOR_NAMESPACE} from '../../api/constants.ts';
import {pauseNote, type Paused} from '../../domain/pause.ts';
import {RESOURCES} from '../../kube/resources.ts';
import type {Reader} from './reader.ts';

/** The pause of everything; undefined: there is none, or this user may not see whether there is. */
export async function readPause(reader: Pick<Reader, 'get'>): Promise<Paused | undefined> {
  const got = await reader.get(RESOURCES.Namespace, {name: OPERATOR_NAMESPACE});
  const note = got.type === 'Read' ? pauseNote(got.object) : undefined;
  return note === undefined ? undefined : {scope: 'Everything', note};
}
