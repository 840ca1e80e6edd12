// Longer than most files: the table of contents of the whole toolkit, re-exports only.

// floor 0, core: the words

export type { About, Exclusion } from "./core/about.ts";
export type { Activity } from "./core/activity.ts";
export { type AsOfJoinOptions, asOfJoin } from "./core/as-of-join.ts";
export type { CalendarUnit } from "./core/calendar.ts";
export { type Column, TextColumn, WholeColumn } from "./core/columns.ts";
export type { ComputeOptions } from "./core/compute.ts";
export type { Duration, DurationUnit } from "./core/duration.ts";
export { type ErrorCode, type ErrorDetail, isPhonographError, PhonographError } from "./core/errors.ts";
export type { EventColumns, EventKind, EventStatus, Events } from "./core/events.ts";
export type { MajorityColumns, SegmentColumns, Segments, SizeColumns } from "./core/groups.ts";
export type { Instant } from "./core/instant.ts";
export type { IssueColumns, IssueEffect } from "./core/issues.ts";
export { type JoinOptions, join } from "./core/join.ts";
export type { Joined, JoinKey, JoinKind } from "./core/join-types.ts";
export { mask } from "./core/mask.ts";
export { orderEvents } from "./core/order-events.ts";
export type { NumberRange, Pattern, PatternText } from "./core/pattern.ts";
export type { Progress } from "./core/progress.ts";
export { hash32, type Random, random } from "./core/random.ts";
export type { ExactOdds } from "./core/statistics/exact-odds.ts";
export { fisher } from "./core/statistics/fisher.ts";
export { newcombe } from "./core/statistics/newcombe.ts";
export { type Interval, wilson } from "./core/statistics/wilson.ts";
export type { ColumnName, Table } from "./core/table.ts";
export { type WindowJoinOptions, windowJoin } from "./core/window-join.ts";

// floor 1, numbers: what a phone number is

export { type ExplainOptions, explainNumber, type NumberFact } from "./numbers/explain-number.ts";
export { type FoundNumber, findNumbers } from "./numbers/find-numbers.ts";
export type { Migrations } from "./numbers/migration-option.ts";
export { type NumberBanner, type NumberCounts, numberBanners } from "./numbers/number-banners.ts";
export { type MigrationColumns, numberMigrations } from "./numbers/number-migrations.ts";
export type { NumberColumns } from "./numbers/number-table.ts";
export { type NumberOptions, type Numbers, parseNumbers } from "./numbers/parse-numbers.ts";
export type { RiskConflict, RiskList } from "./numbers/risk-lists.ts";
export { type NumberMatch, sameNumber } from "./numbers/same-number.ts";

// floor 3, sources: files and logs to raw tables

export type { ColumnSpec, ColumnSpecs, ColumnType, SpecColumns } from "./sources/column-plan.ts";
export type { CsvColumnOptions, CsvOptions } from "./sources/csv-options.ts";
export type { Paths } from "./sources/files.ts";
export { inPartitions, type Partition, type PartitionOptions } from "./sources/in-partitions.ts";
export type { Raw, RawPlace, ReadOptions, TimeSpelling } from "./sources/raw.ts";
export { type AccessLogColumns, readAccessLog } from "./sources/read-access-log.ts";
export { type ArrowColumnOptions, type ArrowOptions, readArrow } from "./sources/read-arrow.ts";
export { readCsv } from "./sources/read-csv.ts";
export { type JsonlColumnOptions, type JsonlOptions, readJsonl } from "./sources/read-jsonl.ts";
export { type LogColumnOptions, type LogOptions, readLog } from "./sources/read-log.ts";
export { type ParquetColumnOptions, type ParquetOptions, readParquet } from "./sources/read-parquet.ts";
export type { TextEncoding } from "./sources/unpack.ts";

// floor 4, normalise: raw rows to clean events

export { type Cleaned, type CleanOptions, clean } from "./normalise/clean.ts";
export type { FindingColumns, RuleColumns } from "./normalise/cleaning/cleaned-columns.ts";
export {
  CLEANING_RULES,
  type CleaningParameter,
  type CleaningRule,
  type CleaningRuleName,
  type RuleSetting,
} from "./normalise/cleaning/rules.ts";
export type { ClockCorrection } from "./normalise/clock-correction.ts";
export { type ClockSkewOptions, clockSkew } from "./normalise/clock-skew.ts";
export type { EventInput, RawLike, RawName } from "./normalise/event-input.ts";
export type { AmountMap, EventMap, NameMap, WordMap } from "./normalise/event-map.ts";
export { type Ledger, type LedgerStep, ledger } from "./normalise/ledger.ts";
export type { BalanceColumns, LedgerColumns } from "./normalise/ledger-tables.ts";
export { type LocalColumns, type LocalTimes, type LocalTimesOptions, localTimes } from "./normalise/local-times.ts";
export type { Overlap } from "./normalise/log-order.ts";
export { type Normalised, type NormaliseOptions, normalise } from "./normalise/normalise.ts";
export type { NumberTimes } from "./normalise/number-times.ts";
export type { SkewDrift } from "./normalise/skew-drift.ts";
export type { ClockSkew, SkewColumns } from "./normalise/skew-result.ts";
export type { DateOrder } from "./normalise/time-spellings.ts";

// floor 5, link: who is who

export type { CalibrationColumns } from "./link/calibration.ts";
export { type CheckColumns, checkLinks, type LinkChecks } from "./link/check-links.ts";
export type { LinkTiming } from "./link/cooccur-options.ts";
export { type Cooccurrence, cooccurrence } from "./link/cooccurrence.ts";
export type { CooccurrenceOptions, TimingQuestion } from "./link/cooccurrence-options.ts";
export type {
  CooccurrenceDelays,
  CooccurrenceEvents,
  CooccurrenceKinds,
  CooccurrencePairs,
} from "./link/cooccurrence-tables.ts";
export { crmHygiene, type Hygiene } from "./link/crm-hygiene.ts";
export type { HygieneOptions } from "./link/crm-hygiene-options.ts";
export type { ApartIdentifier, WithoutTie } from "./link/cuts.ts";
export { type DuplicateBlocks, duplicateBlocks } from "./link/duplicate-blocks.ts";
export {
  type DuplicateScores,
  type EvaluateDuplicatesOptions,
  evaluateDuplicates,
} from "./link/evaluate-duplicates.ts";
export { type EvaluateOptions, evaluateLinks, type LinkScores } from "./link/evaluate-links.ts";
export {
  type EvaluatePairsOptions,
  evaluatePairs,
  type PairScoreColumns,
  type PairScores,
} from "./link/evaluate-pairs.ts";
export {
  type DuplicateExplanation,
  type DuplicateTermColumns,
  explainDuplicate,
} from "./link/explain-duplicate.ts";
export { type EvidenceColumns, explainLink, type LinkExplanation } from "./link/explain-link.ts";
export { explainNonLink, type NonLinkExplanation } from "./link/explain-non-link.ts";
export { explainPair } from "./link/explain-pair.ts";
export {
  type ExplainPersonOptions,
  explainPerson,
  type PersonEvidenceColumns,
  type PersonExplanation,
  type PersonIdentifierColumns,
  type PersonTieColumns,
} from "./link/explain-person.ts";
export type { GuardColumns, TermColumns, TermEvidenceColumns } from "./link/explanation-columns.ts";
export { type Duplicates, type DuplicateTrace, findDuplicates } from "./link/find-duplicates.ts";
export type { BlockRule, DuplicateOptions } from "./link/find-duplicates-options.ts";
export type {
  ClusterColumns,
  EntityColumns,
  PairColumns,
  ParameterColumns,
} from "./link/find-duplicates-tables.ts";
export { type JoinPeopleOptions, joinPeople } from "./link/join-people.ts";
export { link } from "./link/link.ts";
export type { LinkLimits } from "./link/link-limits.ts";
export type { LinkOptions } from "./link/link-options.ts";
export type { LinkPolicy } from "./link/link-policy.ts";
export type { ScoreColumns } from "./link/link-scores.ts";
export type { Truth } from "./link/link-truth.ts";
export type {
  CoverageColumns,
  DeviceColumns,
  LinkChangeColumns,
  Linked,
  LinkedTiming,
  LinkRule,
  LinkTrace,
  OwnerColumns,
  PersonColumns,
  SameColumns,
  SharedColumns,
} from "./link/linked.ts";
export type { NonLinkReason } from "./link/non-link-reason.ts";
export type { PairExplanation } from "./link/pair-explanation.ts";
export type { Pair } from "./link/pair-of.ts";
export type { RecordColumns } from "./link/record-columns.ts";
export type { HygieneColumns, HygieneCountColumns, HygieneFinding } from "./link/record-findings.ts";
export type { BlockingColumns } from "./link/record-prepare.ts";
export { type Resolved, resolve, type Who } from "./link/resolve.ts";
export type { CurveColumns } from "./link/threshold-curve.ts";
export type { Timing, TimingTrace } from "./link/timing-trace.ts";
export type { Weighing } from "./link/weighing.ts";

// floor 6, segments: who belongs where

export type { Feature, FeatureSpec } from "./segments/feature-spec.ts";
export { type FeatureColumns, type FeatureOptions, type Features, features } from "./segments/features.ts";
export {
  type BehaviourColumns,
  type BehaviourOptions,
  type BehaviourSegments,
  type ProfileColumns,
  segmentByBehaviour,
} from "./segments/segment-by-behaviour.ts";
export { type CarrierOptions, segmentByCarrier } from "./segments/segment-by-carrier.ts";
export { type ClusterOptions, type ClusterSegments, segmentByCluster } from "./segments/segment-by-cluster.ts";
export { type RegionOptions, segmentByRegion } from "./segments/segment-by-region.ts";

// floor 7, analyses: events to results

export { churn } from "./analyses/churn.ts";
export type { ChurnOptions } from "./analyses/churn-options.ts";
export type {
  Churn,
  ChurnColumns,
  ChurnMedianColumns,
  ChurnSemantics,
  ChurnTest,
  LifetimeColumns,
  ReturnColumns,
} from "./analyses/churn-result.ts";
export { funnel } from "./analyses/funnel.ts";
export type { FunnelComparisonColumns } from "./analyses/funnel-compare.ts";
export type { FunnelCurveColumns, FunnelHistogramColumns } from "./analyses/funnel-durations.ts";
export type { FunnelPeopleColumns } from "./analyses/funnel-list.ts";
export type { FunnelExclude, FunnelOptions } from "./analyses/funnel-options.ts";
export type { FunnelOverColumns } from "./analyses/funnel-over.ts";
export type { Funnel } from "./analyses/funnel-result.ts";
export type { FunnelSemantics } from "./analyses/funnel-semantics.ts";
export type { LabelledStep, Step } from "./analyses/funnel-steps.ts";
export type { FunnelColumns } from "./analyses/funnel-table.ts";
export { type LifecycleOptions, lifecycle } from "./analyses/lifecycle.ts";
export type {
  Lifecycle,
  LifecycleColumns,
  LifecycleSemantics,
  LifecycleTestColumns,
} from "./analyses/lifecycle-result.ts";
export { type PathOptions, paths } from "./analyses/paths.ts";
export type {
  PathEdgeColumns,
  PathFlow,
  PathNodeColumns,
  PathNodeKind,
  PathSemantics,
  PathSequenceColumns,
} from "./analyses/paths-result.ts";
export { precedes } from "./analyses/precedes.ts";
export type { ComparisonOptions, PrecedesOptions, PrecedesQuestion } from "./analyses/precedes-options.ts";
export type {
  DoseColumns,
  LagColumns,
  Precedence,
  PrecedenceCount,
  PrecedenceSemantics,
  PrecedenceSeriesResult,
  PrecedenceVerdict,
  PrecedenceWarning,
  PrecedenceWarningCode,
} from "./analyses/precedes-result.ts";
export { PRECEDENCE_LIMITS } from "./analyses/precedes-warnings.ts";
export { quality } from "./analyses/quality.ts";
export {
  QUALITY_LIMITS,
  type QualityInput,
  type QualityLimit,
  type QualityOptions,
} from "./analyses/quality-options.ts";
export type {
  ClockColumns,
  DoubtColumns,
  DuplicateColumns,
  HourColumns,
  NullColumns,
  NumberKindColumns,
  OffsetColumns,
  Quality,
  QualityBanner,
  SpellingColumns,
  VolumeColumns,
  WeekdayColumns,
} from "./analyses/quality-result.ts";
export { retention } from "./analyses/retention.ts";
export type { RetentionOptions } from "./analyses/retention-options.ts";
export type {
  Retention,
  RetentionColumns,
  RetentionCurveColumns,
  RetentionSemantics,
  RetentionTestColumns,
} from "./analyses/retention-result.ts";
export { screen } from "./analyses/screen.ts";
export type { ScreenOptions, ScreenPair } from "./analyses/screen-options.ts";
export type { Screen, ScreenColumns, ScreenSemantics, ScreenWarningCode } from "./analyses/screen-result.ts";
export { type SessionOptions, sessions } from "./analyses/sessions.ts";
export type { SessionColumns, SessionSemantics, Sessions } from "./analyses/sessions-result.ts";
export { type StickinessOptions, stickiness } from "./analyses/stickiness.ts";
export type {
  Stickiness,
  StickinessColumns,
  StickinessComparisonColumns,
  StickinessMeanColumns,
  StickinessRatioColumns,
  StickinessSemantics,
} from "./analyses/stickiness-result.ts";
export { whatConverts } from "./analyses/what-converts.ts";
export type { ConvertsOptions, ConvertsQuestion } from "./analyses/what-converts-options.ts";
export type { Converts, ConvertsColumns, ConvertsFinding } from "./analyses/what-converts-result.ts";

// floor 8, charts: results to pictures

export { behaviourChart } from "./charts/behaviour-chart.ts";
export { calibrationChart } from "./charts/calibration-chart.ts";
export { type Chart, type ChartParts, type MimeBundle, toChart } from "./charts/chart.ts";
export type { ChartWords } from "./charts/chart-words.ts";
export { churnChart } from "./charts/churn-chart.ts";
export { cleaningChart } from "./charts/cleaning-chart.ts";
export { evidenceChart } from "./charts/evidence-chart.ts";
export { type ForestOptions, forestChart } from "./charts/forest-chart.ts";
export type { ForestRow } from "./charts/forest-rows.ts";
export { funnelChart } from "./charts/funnel-chart.ts";
export { type FunnelComparisonOptions, funnelComparisonChart } from "./charts/funnel-comparison-chart.ts";
export { funnelOverChart } from "./charts/funnel-over-chart.ts";
export { funnelSpec } from "./charts/funnel-spec.ts";
export { type FunnelTimesOptions, funnelTimesChart } from "./charts/funnel-times-chart.ts";
export { lagChart } from "./charts/lag-chart.ts";
export { lifecycleChart } from "./charts/lifecycle-chart.ts";
export { linkCurveChart } from "./charts/link-curve-chart.ts";
export { pathsChart } from "./charts/paths-chart.ts";
export { pathsSpec } from "./charts/paths-spec.ts";
export { type ChartOptions, plot } from "./charts/plot.ts";
export { type QualityView, qualityChart } from "./charts/quality-chart.ts";
export { retentionChart } from "./charts/retention-chart.ts";
export { retentionCurveChart } from "./charts/retention-curve-chart.ts";
export { retentionSpec } from "./charts/retention-spec.ts";
export { segmentChart } from "./charts/segment-chart.ts";
export { stickinessChart } from "./charts/stickiness-chart.ts";
export { svgDocument } from "./charts/svg-document.ts";
export { theme } from "./charts/theme.ts";
export { type VegaChartOptions, vegaChart } from "./charts/vega.ts";

// floor 9, notebook: pictures to reports

export { display } from "./notebook/display.ts";
export { type Figure, type Figures, figures } from "./notebook/figures.ts";
export { type Markdown, md } from "./notebook/markdown.ts";
export type { DisplayOptions, Output } from "./notebook/output.ts";
export { type ReportOptions, report } from "./notebook/report.ts";
export { type NotebookRun, type RanCell, type RunOptions, runNotebook } from "./notebook/run-notebook.ts";
export type { ParameterValue } from "./notebook/set-parameters.ts";
export { skip } from "./notebook/skip.ts";
