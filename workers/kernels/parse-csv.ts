import { isUtf8 } from "node:buffer";
import { BATCH, MARGIN, viewOf, withMargins } from "../text/batch.ts";
import { type ColumnRoom, type CsvColumn, type ParsedColumn, toSink } from "../text/column-sinks.ts";
import { BLANK, CONTINUES, type LineCheck } from "../text/line-reasons.ts";
import { Missing } from "../text/missing.ts";
import { type Delimiters, RecordCutter } from "../text/record-cutter.ts";
import { FileWindow, MOST_BYTES, nextLine } from "../text/window.ts";

export interface ParseCsvTask extends Delimiters {
  path: string;
  /** Records that begin in this stretch of the file; `begin` is the beginning of one. */
  begin: number;
  end: number;
  columns: CsvColumn[];
  /** Spellings of a missing value, as bytes. */
  nulls: Uint8Array[];
  /** Where each column is to be written as long as there is room for its rows. */
  rooms?: ColumnRoom[];
  room: number;
  /** Told how many bytes are done: place `part`. */
  progress: Float64Array<SharedArrayBuffer>;
  part: number;
}

export interface ParsedCsv extends LineCheck {
  columns: ParsedColumn[];
  /** Where the first record behind the stretch begins. */
  stop: number;
}

const WESTERN = new TextDecoder("windows-1252");

/**
 * Reads delimited text as RFC 4180 has it: some hundred records are cut into fields, then read column by column. A line
 * with a fault is set aside alone: reading goes on at the next line, so a stray quote never swallows what follows it.
 */
export function parseCsv(task: ParseCsvTask): ParsedCsv {
  const { fields, end: stretch, progress, part } = task;
  const missing = new Missing(task.nulls);
  const sinks = task.columns.map((column, i) => toSink(column, missing, task.rooms?.[i]));
  const cutter = new RecordCutter(task);
  const { begins, ends } = cutter;
  const skips: number[] = [];
  const reasons: number[] = [];
  const foreign: number[] = [];
  const source = new FileWindow(task.path, task.begin);
  const { bytes } = source;
  const window = viewOf(bytes);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let capacity = task.room;
  let records = 0;
  let line = 0;
  /** Records that are cut and not yet read. */
  let waiting = 0;

  const read = (from: Uint8Array, view: DataView, count: number) => {
    if (count === 0) return;
    if (records + count > capacity) {
      const done = Math.max(1, source.position - task.begin);
      const whole = ((records + count) / done) * (stretch - task.begin) * 1.02;
      capacity = Math.max(capacity * 2, records + count, 1024 + Math.ceil(whole));
      for (const sink of sinks) sink.grow(capacity);
    }
    const batch = { bytes: from, view, begins, ends, fields, count, row: records };
    for (const sink of sinks) sink.take(batch);
    records += count;
  };
  const settle = () => {
    read(bytes, window, waiting);
    waiting = 0;
  };
  const skip = (at: number, reason: number) => {
    skips.push(at);
    reasons.push(reason);
  };

  /** Reads one record that may have something to tell. */
  const readOne = (mayBeForeign: boolean) => {
    const { at: begin, end } = source;
    const stop = cutter.cut(bytes, begin, end, waiting);
    const { fault, breaks } = cutter;
    if (fault !== 0) {
      skip(line++, fault);
      settle();
      source.skipLine();
      return;
    }
    source.at = nextLine(bytes, stop, end);
    if (stop === begin) {
      skip(line++, BLANK);
      return;
    }
    if (mayBeForeign && !isUtf8(bytes.subarray(begin, stop))) {
      foreign.push(line);
      settle();
      const respelled = withMargins(Buffer.from(`${WESTERN.decode(bytes.subarray(begin, stop))}\n`));
      cutter.cut(respelled, MARGIN, respelled.length - MARGIN - 1, 0);
      cutter.unescape(respelled, 0);
      read(respelled, viewOf(respelled), 1);
    } else {
      cutter.unescape(bytes, waiting);
      if (++waiting === BATCH) settle();
    }
    for (let k = 1; k <= breaks; k++) skip(line + k, CONTINUES);
    line += breaks + 1;
  };

  try {
    let checked = 0;
    let mayBeForeign = false;
    while (source.fill() && source.position < stretch) {
      if (source.fills !== checked) {
        checked = source.fills;
        mayBeForeign = !isUtf8(wholeLines(source));
        progress[part] = source.position - task.begin;
      }
      const limit = Math.min(source.low, source.at + stretch - source.position);
      if (!mayBeForeign) {
        const cut = cutter.cutPlain(source, words, limit, waiting);
        source.at = cutter.at;
        line += cut - waiting;
        waiting = cut;
      }
      if (waiting === BATCH) settle();
      else if (source.at < limit) readOne(mayBeForeign);
      if (source.at >= source.low) settle();
    }
    settle();
    progress[part] = stretch - task.begin;
    return {
      columns: sinks.map((sink) => sink.finish(records)),
      stop: source.position,
      records,
      lines: line,
      skips: Int32Array.from(skips),
      reasons: Uint8Array.from(reasons),
      foreign: Int32Array.from(foreign),
    };
  } finally {
    source.close();
  }
}

/** Up to the last line feed, so that no character is cut in two; all when the last line is longer than any record. */
function wholeLines({ bytes, at, end, isFinished }: FileWindow): Uint8Array {
  const last = bytes.lastIndexOf(10, end - 1);
  return bytes.subarray(at, isFinished || last < end - MOST_BYTES ? end : last + 1);
}
