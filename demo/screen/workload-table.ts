import {styleText} from 'node:util';
import type {Row} from '../survey/row.ts';
import type {Size} from './display.ts';
import {paintState} from './paint.ts';
import {table, type Column} from './table.ts';

const NAMESPACE: Column = {title: 'NAMESPACE', least: 9};
const COLUMNS: readonly Column[] = [
  {title: 'WORKLOAD', least: 20},
  {title: 'STATE'},
  {title: 'REASON', least: 10},
  {title: 'SIDECARS'},
  {title: 'PODS', least: 8},
];

/** The table of workloads; with too few lines the last workloads are counted instead. */
export function workloadTable(rows: readonly Row[], room: Size, now: number): readonly string[] {
  // Two lines go to the titles and the blank before them, one more to the count.
  const shown = rows.length <= room.rows - 2 ? rows : rows.slice(0, Math.max(0, room.rows - 3));
  const several = new Set(rows.map(row => row.namespace)).size > 1;
  const columns = several ? [NAMESPACE, ...COLUMNS] : COLUMNS;
  const cells = shown.map(row => [...(several ? [row.namespace] : []), ...cellsOf(row, now)]);
  const lines = table(columns, cells, room.columns, (cell, column, at) => paint(cell, column, at));
  const left = rows.length - shown.length;
  return ['', ...lines, ...(left === 0 ? [] : [styleText('dim', `… and ${left} more: kubectl get deploy,cj,jobs`)])];
}

function cellsOf(row: Row, now: number): readonly string[] {
  return [row.workload, row.state || '-', row.reason, row.sidecars, podsOf(row, now)];
}

function podsOf({pods, stuckSince}: Row, now: number): string {
  if (stuckSince === undefined) return pods;
  return `${pods} for ${Math.max(0, Math.floor((now - stuckSince) / 1000))} s`;
}

function paint(cell: string, column: Column, row: number): string {
  if (row < 0) return styleText('bold', cell);
  return column.title === 'STATE' ? paintState(cell) : cell;
}
