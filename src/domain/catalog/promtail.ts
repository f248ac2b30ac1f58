import {inAnyRegistry} from './in-any-registry.ts';
import type {Profile} from './profile.ts';

/** grafana/loki: promtail docs and Dockerfile; removed in Loki 3.7.3. */
export const promtail: Profile = {
  id: 'promtail',
  title: 'Promtail',
  link: 'https://grafana.com/docs/loki/latest/send-data/promtail/',
  summary: "ships the app's logs",
  class: 'telemetry',
  names: ['promtail'],
  images: inAnyRegistry('grafana/promtail'),
  addedBy: ['manifest'],
  hints: ['Its life ended on 2026-03-02, and Loki 3.7.3 no longer has it. Grafana Alloy takes its place.'],
};
