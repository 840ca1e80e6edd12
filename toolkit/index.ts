// floor 0: core

// floor 7: analyses
export { type Funnel, type FunnelOptions, type FunnelSemantics, funnel } from "./analyses/funnel.ts";
export type { LabelledStep, Step } from "./analyses/funnel-steps.ts";
export type { FunnelColumns, FunnelPeopleColumns } from "./analyses/funnel-table.ts";
export type { About, Exclusion } from "./core/about.ts";
export { type Column, TextColumn, WholeColumn } from "./core/columns.ts";
export type { ComputeOptions } from "./core/compute.ts";
export type { Duration, DurationUnit } from "./core/duration.ts";
export { type ErrorCode, type ErrorDetail, isPhonographError, PhonographError } from "./core/errors.ts";
export type { EventColumns, EventKind, EventStatus, Events } from "./core/events.ts";
export { mask } from "./core/mask.ts";
export type { NumberRange, Pattern, PatternText } from "./core/pattern.ts";
export type { Progress } from "./core/progress.ts";
export { type Interval, wilson } from "./core/statistics/wilson.ts";
export type { ColumnName, Table } from "./core/table.ts";
// floor 1: numbers
export { type NumberFacts, type NumberOptions, numberFlags, parseNumbers } from "./numbers/parse-numbers.ts";
