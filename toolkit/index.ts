// floor 0: core
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
