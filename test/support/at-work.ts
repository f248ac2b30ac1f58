/** What the operator has to do, from its metrics page. */
export interface AtWork {
  readonly timers: number;
  /** Keys that wait for a worker, in all queues. */
  readonly waiting: number;
}

export function atWork(page: ReadonlyMap<string, number>): AtWork {
  const depths = [...page].filter(([series]) => series.startsWith('outrigger_workqueue_depth{'));
  return {
    timers: page.get('nodejs_active_resources{type="Timeout"}') ?? 0,
    waiting: depths.reduce((sum, [, depth]) => sum + depth, 0),
  };
}
