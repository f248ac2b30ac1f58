import {podSpecPointer} from '../../domain/workload.ts';
import {changeOf} from '../verdict/change-of.ts';
import type {Verdict} from '../verdict/verdict.ts';

/**
 * Operations are relative to the pod template's spec, whose place in the object is beside them; annotations are those
 * that the template gets.
 */
export function changeEntry(verdict: Verdict) {
  const conversion = changeOf(verdict);
  if (conversion === undefined) return {};
  const {set} = conversion.switches;
  return {
    change: {
      path: podSpecPointer(verdict.found.workload.kind),
      operations: conversion.operations,
      spec: conversion.spec,
      ...(set.length === 0 ? {} : {annotations: Object.fromEntries(set.map(annotation => [annotation, 'true']))}),
    },
  };
}
