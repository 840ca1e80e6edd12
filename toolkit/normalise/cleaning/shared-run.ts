import type { ComputeOptions } from "../../core/compute.ts";
import type { Table } from "../../core/table.ts";
import { CleaningRun, changing } from "./apply-rules.ts";
import { toView } from "./event-view.ts";
import type { Identity } from "./identity.ts";
import type { RuleSpec } from "./rule-settings.ts";
import type { CleaningRuleName } from "./rules.ts";

interface Kept {
  run: CleaningRun;
  settings: string;
  latest: number;
}

const runs = new WeakMap<object, Kept>();
let last: WeakRef<object> | undefined;

/** What is asked of a run. */
export interface RunAsked {
  verb: string;
  rules: Readonly<Record<CleaningRuleName, RuleSpec>>;
  identity: Identity;
  latest: number;
  options: ComputeOptions;
}

/**
 * The rules at work on a table. `quality` and `clean` look at the same rows: who comes second takes over what the first
 * has found, where both ask for the same. A run belongs to one call at a time.
 */
export async function takeRun(
  table: Table,
  { verb, rules, identity, latest, options }: RunAsked,
): Promise<CleaningRun> {
  const settings = settingsOf(rules, identity);
  const kept = runs.get(table);
  runs.delete(table);
  if (kept?.settings === settings && noneBetween(kept.run.view.at, kept.latest, latest)) {
    kept.run.view.lend(verb, options);
    return kept.run;
  }
  return CleaningRun.start(await toView(verb, table, options), rules, identity, latest);
}

/** Leaves a run to the next call about the same table; one table at most is remembered, and none that is forgotten. */
export function leaveRun(table: Table, run: CleaningRun, { rules, identity, latest }: RunAsked): void {
  const before = last?.deref();
  if (before !== undefined) runs.delete(before);
  last = new WeakRef(table);
  // nothing of the call stays: neither its signal nor who is told of its progress
  run.view.lend("", {});
  runs.set(table, { run, settings: settingsOf(rules, identity), latest });
}

const settingsOf = (rules: RunAsked["rules"], identity: Identity) =>
  JSON.stringify([[...changing(rules), "lost-clock" as const, "future" as const].map((name) => rules[name]), identity]);

/** Whether two limits part the times alike. */
function noneBetween(at: Float64Array, a: number, b: number): boolean {
  for (let i = 0; i < at.length; i++) if (at[i]! > a !== at[i]! > b) return false;
  return true;
}
