import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { isPhonographError, PhonographError } from "../toolkit/core/errors.ts";
import { type Progress, progressLine } from "../toolkit/core/progress.ts";
import { campaignOf, marketTo } from "./days/campaign.ts";
import { liveDay, startDay } from "./days/live-day.ts";
import { type Logs, Sim } from "./days/sim.ts";
import { robotVisits } from "./days/web-visit.ts";
import { Actors } from "./frauds/actors.ts";
import { plantLookAlikes } from "./frauds/look-alikes.ts";
import { plantMachines } from "./frauds/machines.ts";
import { plantOneRings } from "./frauds/one-ring.ts";
import { plantPumping } from "./frauds/otp-pumping.ts";
import { plantSimBoxes } from "./frauds/sim-box.ts";
import { planSwaps, plantSwaps } from "./frauds/sim-swap.ts";
import { type Manifest, SIMULATOR_VERSION, worldIsCurrent } from "./manifest.ts";
import { populate } from "./people/populate.ts";
import { planted } from "./planted.ts";
import { DAY, HOUR, START } from "./world/calendar.ts";
import { MOST_PEOPLE } from "./world/numbering.ts";
import type { WorldSize } from "./world/world.ts";
import { writeCustomers } from "./write/customers.ts";
import { monthFile, nextMonth, openLogs, writePayments } from "./write/exports.ts";
import { writeLives } from "./write/lives.ts";
import type { Log } from "./write/log.ts";
import { SMS_HEADER } from "./write/message-log.ts";
import { writeCells, writeSimChanges } from "./write/provisioning.ts";
import { gzipSink } from "./write/sink.ts";
import { iso } from "./write/table.ts";
import { Truths } from "./write/truths.ts";

export type { Manifest };
export { worldIsCurrent };

/** What to simulate and where to write it. */
export interface SimulateOptions {
  /** Customers of the operator, 50 to 1,200,000; default 20,000. */
  people?: number;
  /** Days from 1 February 2025, 3 to 1,000; default 90. */
  days?: number;
  /** A whole number; the same seed gives the same bytes. Default 1. */
  seed?: number;
  /** The folder; it and its `exports` and `truth` are made, and emptied of an older world. Default `data/world`. */
  out?: string;
  /** Stops between two days; the folder is then without manifest. */
  signal?: AbortSignal;
  /** Told days done and days in all; default: a line on stderr. */
  progress?: Progress;
}

/**
 * Simulates a small country and writes the exports of its phone operator, and the truth beside them.
 *
 * Days are simulated one after the other for all people; every person's day draws from a stream of its own. Memory is
 * a hundred bytes for each person and one day of rows. See `datasets/README.md` for every file and column.
 */
export async function simulate(options: SimulateOptions = {}): Promise<Manifest> {
  const size = check(options);
  const folder = resolve(options.out ?? "data/world");
  const line = options.progress ? undefined : progressLine("simulate");
  try {
    prepare(folder);
    return await live(folder, size, options.progress ?? line?.report, options.signal);
  } catch (error) {
    const ours = isPhonographError(error) || options.signal?.aborted;
    if (ours || !(error instanceof Error) || !("code" in error)) throw error;
    throw new PhonographError({
      code: "backend/failed",
      verb: "simulate",
      rule: "the world could not be written",
      found: String(error.code),
      hint: "is there room on the disk? 20,000 people and 90 days take 400 MB",
      cause: error,
    });
  } finally {
    line?.end();
  }
}

async function live(folder: string, size: WorldSize, report?: Progress, signal?: AbortSignal): Promise<Manifest> {
  const [exports, truth] = [resolve(folder, "exports"), resolve(folder, "truth")];
  const world = populate(size);
  planSwaps(world);
  const truths = new Truths(truth);
  const logs = openLogs(exports, truths.dirt, size.seed, size.days);
  logs.messages.log.onLost = (message) => truths.lostMessages.add(message);
  const sim = new Sim(world, logs, truths);
  const actors = new Actors(world);
  const others: Record<string, number> = {};
  try {
    await liveAllDays(sim, actors, exports, report, signal);
    others["crm.csv"] = writeCustomers(world, exports, truth, truths.dirt);
  } finally {
    for (const log of logsOf(logs)) await log.close();
    truths.close();
  }
  await writePayments(exports);
  others["sim-changes.csv"] = writeSimChanges(world, exports);
  others["cells.csv"] = writeCells(exports);
  const lives = writeLives(world, actors.list, truth);
  writeFileSync(resolve(truth, "planted.json"), `${JSON.stringify(planted(sim), null, 2)}\n`);
  const manifest = describe(folder, size, logs, others, { ...truths.rows(), ...lives });
  writeFileSync(resolve(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function liveAllDays(sim: Sim, actors: Actors, exports: string, report?: Progress, signal?: AbortSignal) {
  const { logs, truths, world } = sim;
  logs.web.log.onVisit = (visit, line) => truths.visitWritten(visit, line);
  const smsFiles = [monthFile(START)];
  const plants = [
    plantSimBoxes(sim, actors),
    plantOneRings(sim),
    plantPumping(sim),
    plantSwaps(sim),
    plantLookAlikes(sim, actors),
    plantMachines(sim, actors),
  ];
  for (let day = 0; day < world.days; day++) {
    signal?.throwIfAborted();
    simulateDay(sim, day, plants);
    // the first hours of the next local day may still bring rows, east of here by up to two hours
    await writeUntil(logs, START + (day + 1) * DAY - 4 * HOUR, exports, smsFiles);
    report?.(day + 1, world.days);
    await pause();
  }
  await writeUntil(logs, START + (world.days + 1) * DAY, exports, smsFiles);
}

/** Empties the folder of an older world; refuses to touch folders of those names that are not a world's. */
function prepare(folder: string): void {
  const parts = [resolve(folder, "exports"), resolve(folder, "truth")];
  const marker = resolve(folder, ".world");
  const isWorld = existsSync(marker) || existsSync(resolve(folder, "manifest.json"));
  if (!isWorld && parts.some((part) => existsSync(part))) {
    throw new PhonographError({
      code: "option/invalid",
      verb: "simulate",
      rule: "out must be a new folder or one that holds a world",
      found: "a folder with files of its own under exports or truth",
      hint: "choose another folder",
    });
  }
  for (const old of [...parts, resolve(folder, "manifest.json")]) rmSync(old, { recursive: true, force: true });
  for (const part of parts) mkdirSync(part, { recursive: true });
  writeFileSync(marker, "made by the simulator; it empties this folder before it writes a new world\n");
}

function simulateDay(sim: Sim, day: number, plants: readonly (() => void)[]): void {
  const { people, days } = sim.world;
  sim.begin(day);
  const campaign = day < days - 1 ? campaignOf(day) : "";
  for (let person = 0; person < people; person++) {
    startDay(sim, person);
    liveDay(sim, person);
    if (campaign !== "") marketTo(sim, person, campaign);
  }
  robotVisits(sim);
  for (const play of plants) play();
}

/** Writes all rows before `until`; the message log begins a new file at every month. */
async function writeUntil(logs: Logs, until: number, exports: string, smsFiles: string[]): Promise<void> {
  const sms = logs.messages.log;
  const month = nextMonth(Date.parse(`${smsFiles.at(-1)?.slice(4, 11)}-01T00:00:00Z`));
  if (until > month) {
    sms.flush(month);
    const file = monthFile(month);
    smsFiles.push(file);
    await sms.rotate(file, SMS_HEADER, gzipSink(resolve(exports, file)));
  }
  for (const log of logsOf(logs)) {
    log.flush(until);
    await log.drain();
  }
}

const logsOf = (logs: Logs): Log[] => [
  logs.network.log,
  logs.messages.log,
  logs.app.log,
  logs.web.log,
  logs.auth.log,
  logs.payments.log,
];

function describe(
  folder: string,
  size: WorldSize,
  logs: Logs,
  others: Record<string, number>,
  truth: Record<string, number>,
): Manifest {
  const files = [...logsOf(logs).flatMap((log) => [...log.files]), ...Object.entries(others)];
  const bytes = (file: string) => statSync(resolve(folder, "exports", file)).size;
  return {
    simulator: SIMULATOR_VERSION,
    ...size,
    from: iso(START),
    to: iso(START + size.days * DAY),
    exports: Object.fromEntries(files.map(([file, rows]) => [file, { rows, bytes: bytes(file) }])),
    truth,
  };
}

function check({ people = 20_000, days = 90, seed = 1 }: SimulateOptions): WorldSize {
  whole("people", people, 50, MOST_PEOPLE);
  whole("days", days, 3, 1000);
  whole("seed", seed, 0, 2 ** 31 - 1);
  return { people, days, seed };
}

function whole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new PhonographError({
    code: "option/invalid",
    verb: "simulate",
    rule: `${name} must be a whole number from ${least} to ${most}`,
    found: String(value),
  });
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({
      options: {
        people: { type: "string", default: "20000" },
        days: { type: "string", default: "90" },
        seed: { type: "string", default: "1" },
        out: { type: "string", default: "data/world" },
      },
    });
    const { out } = values;
    const begun = performance.now();
    const made = await simulate({
      people: Number(values.people),
      days: Number(values.days),
      seed: Number(values.seed),
      out,
    });
    const rows = Object.values(made.exports).reduce((sum, file) => sum + file.rows, 0);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`${out}: ${made.people} people, ${made.days} days, ${rows} rows in ${seconds} s`);
  } catch (error) {
    console.error(isPhonographError(error) || error instanceof TypeError ? error.message : error);
    process.exitCode = 1;
  }
}
