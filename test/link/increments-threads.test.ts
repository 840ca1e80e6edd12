import { Piscina } from "piscina";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { random } from "../../toolkit/core/random.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { link } from "../../toolkit/link/link.ts";
import type { LinkOptions } from "../../toolkit/link/link-options.ts";
import type { Linked } from "../../toolkit/link/linked.ts";
import { otpWorld } from "./otp-world.ts";

const ASKED = { trigger: "sms", response: "auth" } as const;
const DAYS = 3;

/** The rows of some days each, of a world in which half of the codes tell their device, as all logins do. */
const { table } = otpWorld({ seed: 9, users: 100, days: 12, perUser: 6, orphans: 0.1 });
const at = table.array("at") as Float64Array;
const devices = Array.from({ length: at.length }, (_, row) => {
  const who = table.get("user", row) ?? (row % 2 ? `${table.get("phone", row)}`.slice(-3) : null);
  return who === null ? null : `device of ${who}`;
});
const events = toTable({ ...(table.data() as object), device: TextColumn.from(devices) });
const batches = Array.from({ length: DAYS }, (_, k) =>
  [...at.keys()].filter((row) => Math.min(DAYS - 1, Math.floor((at[row] - Date.UTC(2026, 2, 1)) / 4 / 864e5)) === k),
);
const batch = (rows: number[]) => events.reify(rows) as unknown as Events;

function shuffled(rows: readonly number[], seed: number): number[] {
  const chance = random(seed);
  const order = rows.map((row) => ({ row, by: chance.uniform() }));
  return (seed === 0 ? order : order.sort((a, b) => a.by - b.by)).map(({ row }) => row);
}

/** All that a run tells, that of rows by their place in the world. */
function said(linked: Linked, rows: readonly number[]) {
  const { owners, devices, people, shared, changes, timing } = linked;
  const persons = linked.table.array("person") as ArrayLike<number>;
  const byRow = rows.map((row, i) => [row, persons[i], linked.table.get("link", i)] as const);
  return {
    tables: [owners, devices, people, shared, ...(changes ? [changes] : [])].map((one) => one.objects()),
    pairs: timing.map(({ pairs }) => pairs.objects()),
    byRow: byRow.sort(([a], [b]) => a - b),
  };
}

describe("rows added batch by batch", () => {
  test("give the same for any number of workers and any order within a batch", async () => {
    const answers = [];
    for (const [workers, seed] of [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ]) {
      const options: LinkOptions = { cooccur: [ASKED], workers };
      let linked: Linked | undefined;
      let found: Awaited<ReturnType<typeof cooccurrence>> | undefined;
      const told: unknown[] = [];
      for (const rows of batches.map((rows) => shuffled(rows, seed))) {
        linked = await link(batch(rows), linked ? { ...options, previous: linked, adds: true } : options);
        found = await cooccurrence(batch(rows), ASKED, { workers, previous: found });
        told.push(said(linked, rows), found.table.objects(), found.delays.objects(), found.falseShare, found.reused);
      }
      answers.push(told);
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
});

describe("a run that is lost while it adds rows", () => {
  const options: LinkOptions = { cooccur: [ASKED], workers: 2 };

  test.each(["a thread dies", "it is aborted"])("leaves the run before as it was: %s", async (how) => {
    const first = await link(batch(batches[0]), options);
    const expected = await link(batch(batches[1]), { ...options, workers: 0, previous: first, adds: true });
    const abort = new AbortController();
    let calls = 0;
    const ends: Promise<number>[] = [];
    const { run } = Piscina.prototype;
    const spy = vi.spyOn(Piscina.prototype, "run").mockImplementation(function (this: Piscina, ...given) {
      const answer = run.apply(this, given);
      if (calls++ === 2) {
        if (how === "it is aborted") abort.abort();
        else ends.push(...this.threads.map((thread) => thread.terminate()));
      }
      return answer;
    });
    onTestFinished(() => spy.mockRestore());
    const lost = link(batch(batches[1]), { ...options, previous: first, adds: true, signal: abort.signal });
    await expect(lost).rejects.toThrow(how === "it is aborted" ? /aborted/ : /link: a worker thread died/);
    spy.mockRestore();
    await Promise.all(ends);
    const again = await link(batch(batches[1]), { ...options, previous: first, adds: true });
    expect(said(again, batches[1])).toEqual(said(expected, batches[1]));
  });
});
