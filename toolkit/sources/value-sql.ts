import { MICROSECONDS_BELOW, MILLISECONDS_BELOW, SECONDS_BELOW } from "../../workers/text/epoch-time.ts";
import { NO_OFFSET } from "../core/columns.ts";
import type { PlannedColumn, TimeLayout } from "./column-plan.ts";

/** NaN where there is no value, Infinity where there is one that does not fit. */
const orUnfit = (text: string, value: string) =>
  `CASE WHEN ${text} IS NULL THEN 'NaN'::DOUBLE ELSE coalesce(${value}, 'Infinity'::DOUBLE) END`;

/** The SQL of the values of a column that holds numbers already. */
export const ownNumberSql = (number: string) =>
  `CASE WHEN ${number} IS NULL THEN 'NaN'::DOUBLE WHEN isfinite(${number}) THEN ${number} ELSE 'Infinity'::DOUBLE END`;

/** The SQL of a column's values, given the SQL of its text; a second one for the local offset of a time. */
export function valueSql(column: PlannedColumn, text: string, decimal: string): { value: string; offset?: string } {
  switch (column.type) {
    case "text":
      return { value: text };
    case "number":
      return { value: orUnfit(text, column.declared ? numberSql(text, decimal) : countSql(text)) };
    case "boolean":
      return { value: orUnfit(text, booleanSql(text)) };
    case "time":
      return timeSql(column.layout!, text);
  }
}

function numberSql(text: string, decimal: string): string {
  const spelled = decimal === "." ? text : `replace(${text}, '${decimal}', '.')`;
  return `CASE WHEN isfinite(try_cast(${spelled} AS DOUBLE)) THEN try_cast(${spelled} AS DOUBLE) END`;
}

const SAFE = Number.MAX_SAFE_INTEGER;

/** Only spellings that the number gives back: `007` and `1e5` are no counts. */
function countSql(text: string): string {
  return `CASE WHEN try_cast(${text} AS BIGINT)::VARCHAR = ${text} AND try_cast(${text} AS BIGINT) BETWEEN -${SAFE} AND ${SAFE}
      THEN try_cast(${text} AS BIGINT)::DOUBLE
    WHEN regexp_full_match(${text}, '-?(0|[1-9][0-9]{0,14})\\.[0-9]{1,9}') THEN try_cast(${text} AS DOUBLE) END`;
}

function booleanSql(text: string): string {
  return `CASE lower(${text}) WHEN 'true' THEN 1::DOUBLE WHEN 't' THEN 1 WHEN 'yes' THEN 1 WHEN 'y' THEN 1 WHEN '1' THEN 1
    WHEN 'false' THEN 0 WHEN 'f' THEN 0 WHEN 'no' THEN 0 WHEN 'n' THEN 0 WHEN '0' THEN 0 END`;
}

function timeSql({ suffix }: TimeLayout, text: string): { value: string; offset?: string } {
  if (suffix === "epoch") return { value: orUnfit(text, epochSql(text)) };
  if (suffix === "") return { value: orUnfit(text, isoSql(text)) };
  if (suffix === "Z") {
    const clock = `substr(${text}, 1, strlen(${text}) - 1)`;
    return { value: orUnfit(text, `CASE WHEN substr(${text}, strlen(${text}), 1) = 'Z' THEN ${isoSql(clock)} END`) };
  }
  const minutes = offsetSql(text, suffix === "+00:00" ? 1 : 0);
  const clock = `substr(${text}, 1, strlen(${text}) - ${suffix === "+0000" ? 5 : 6})`;
  const wall = suffix === "log" ? logSql(clock) : isoSql(clock);
  return {
    value: orUnfit(text, `${wall} - 60000 * ${minutes}`),
    offset: `coalesce(${minutes}, ${NO_OFFSET})::SMALLINT`,
  };
}

/** Seconds, milli-, micro- or nanoseconds since 1970, told by their size. */
function epochSql(text: string): string {
  const number = `try_cast(${text} AS DOUBLE)`;
  return `CASE WHEN ${number} < 0 OR NOT isfinite(${number}) THEN NULL
    WHEN ${number} < ${SECONDS_BELOW} THEN ${number} * 1000 WHEN ${number} < ${MILLISECONDS_BELOW} THEN ${number}
    WHEN ${number} < ${MICROSECONDS_BELOW} THEN ${number} / 1000 ELSE ${number} / 1000000 END`;
}

/** DuckDB's cast reads much more than this: offsets, days without a time. Those are other spellings. */
function isoSql(clock: string): string {
  return `CASE WHEN substr(${clock}, 17, 1) = ':' AND NOT starts_with(${clock}, '0000') AND (strlen(${clock}) = 19
    OR (strlen(${clock}) < 30 AND regexp_full_match(substr(${clock}, 20), '\\.[0-9]{1,9}')))
    THEN epoch_us(try_cast(${clock} AS TIMESTAMP)) / 1000.0 END`;
}

function logSql(clock: string): string {
  const month = `(strpos('JanFebMarAprMayJunJulAugSepOctNovDec', substr(${clock}, 4, 3)) + 2) // 3`;
  const iso = `substr(${clock}, 8, 4) || '-' || ${month} || '-' || substr(${clock}, 1, 2) || ' ' || substr(${clock}, 13)`;
  return `CASE WHEN strlen(${clock}) = 20 AND substr(${clock}, 3, 1) = '/' AND substr(${clock}, 12, 1) = ':'
    THEN epoch_us(try_cast(${iso} AS TIMESTAMP)) / 1000.0 END`;
}

function offsetSql(text: string, colon: 0 | 1): string {
  const at = (from: number, length: number) => `substr(${text}, strlen(${text}) - ${from}, ${length})`;
  const sign = `CASE ${at(4 + colon, 1)} WHEN '+' THEN 1 WHEN '-' THEN -1 END`;
  const guard = colon === 1 ? `CASE WHEN ${at(2, 1)} = ':' THEN 0 END + ` : "";
  return `(${sign}) * (${guard}try_cast(${at(3 + colon, 2)} AS INTEGER) * 60 + try_cast(${at(1, 2)} AS INTEGER))`;
}
