import type {Operator} from './operator.ts';

/** Every series of the operator's metrics page with its value, by name and labels as they stand there. */
export async function metricsPage(operator: Pick<Operator, 'url'>): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${operator.url}/metrics`)).text();
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map(line => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}
