import { existsSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulate } from "../../../datasets/simulate.ts";
import { funnel, link, normalise, readCsv, readJsonl, readLog } from "../../../toolkit/index.ts";
import type { Case, Contender, Setting } from "../job.ts";

/**
 * The whole job of a notebook: four exports of a simulated operator and its shop, from files to the funnel from the code by SMS to the
 * purchase. No other engine does it in one go, so there is no ratio. Rows are people, up to 20,000, over 60 days.
 */
const MOST = 20_000;
const zone = "Europe/Lisbon";

export default async function* mains({ rows: all, wanted, note }: Setting): AsyncGenerator<Case> {
  if (!wanted("files-to-funnel")) return;
  const people = Math.max(200, Math.floor(all / 500));
  if (people > MOST) return note(`a world of ${people} people is left out: ${MOST} at most`);
  const folder = await worldOf(people);
  const contender: Contender = {
    name: "phonograph",
    ours: true,
    run: async () => {
      const { entered, completed } = await answer(`${folder}/exports`);
      return { fingerprint: () => `${entered} ${completed}` };
    },
  };
  yield { name: "files-to-funnel", rows: people, contenders: [contender] };
}

async function answer(world: string) {
  const [messages, app, logins, customers] = await Promise.all([
    readCsv(`${world}/sms-*.csv.gz`, {
      columns: { at: "submitted_at", sender: "sender", recipient: "recipient", type: "type", status: "status" },
      zone,
    }),
    readJsonl(`${world}/app-events.jsonl`, {
      columns: { at: { from: "ts", type: "time" }, event: "event", user: "user", device: "device" },
      zone,
    }),
    readLog(`${world}/auth.log`, {
      pattern:
        /^(?<at>\S+) \S+ authd\[\d+\]: (?<event>[a-z-]+) result=(?<result>\w+)(?: method=(?<method>\w+))?.*? user=(?<user>\S+) device=(?<device>\S+)/,
    }),
    readCsv(`${world}/crm.csv`, { columns: { user: "user_id", phone: "phone" } }),
  ]);
  const delivered = { column: "status", values: { DELIVRD: "delivered", UNDELIV: "undelivered" } } as const;
  const clean = await normalise(
    [
      {
        raw: messages,
        map: {
          ...{ at: "at", kind: { constant: "sms" }, name: "type", direction: { constant: "in" } },
          ...{ phone: "recipient", peer: "sender", status: delivered },
        },
      },
      { raw: app, map: { at: "at", kind: { constant: "app" }, name: "event", user: "user", device: "device" } },
      {
        raw: logins,
        map: {
          ...{ at: "at", kind: { constant: "auth" }, name: "event", user: "user", device: "device" },
          status: { column: "result", values: { ok: "ok", denied: "denied" } },
        },
      },
      {
        raw: customers,
        map: {
          ...{ at: { constant: "2025-05-02" }, kind: { constant: "crm" }, name: { constant: "record" } },
          ...{ user: "user", phone: "phone" },
        },
      },
    ],
    { region: "PT", zone },
  );
  const linked = await link(clean.table);
  const steps = ["sms.otp", "auth.login", "app.product_view", "app.add_to_cart", "app.purchase"] as const;
  const { table, entered } = await funnel(linked.table, steps, { within: "2h" });
  return { entered, completed: table.get("n", table.numRows() - 1) };
}

/** Made once and kept among the temporary files. */
async function worldOf(people: number): Promise<string> {
  const folder = join(tmpdir(), `phonograph-bench-world-${people}`);
  if (existsSync(join(folder, "exports"))) return folder;
  const part = `${folder}.${process.pid}.part`;
  rmSync(part, { recursive: true, force: true });
  await simulate({ people, days: 60, seed: 1, out: part, progress: () => {} });
  renameSync(part, folder);
  return folder;
}
