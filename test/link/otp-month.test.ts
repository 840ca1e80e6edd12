import { dirname } from "node:path";
import { expect, test } from "vitest";
import { cooccurrence } from "../../toolkit/link/cooccurrence.ts";
import { normalise } from "../../toolkit/normalise/normalise.ts";
import { readCsv } from "../../toolkit/sources/read-csv.ts";
import { describeWithData } from "../real-data.ts";

describeWithData("otp-month/sms.csv.gz", "a month of codes and logins", (path) => {
  const folder = dirname(path);

  test("is linked by time alone: pairs F1 above 0.98, events F1 above 0.995, and next to nothing on another day", async () => {
    const sms = await readCsv(`${folder}/sms.csv.gz`, {
      columns: { id: "sms_id", ts: "ts", msisdn: "msisdn", sender: "sender" },
    });
    const auth = await readCsv(`${folder}/auth.csv.gz`, {
      columns: { id: "auth_id", ts: "ts", user: "user_id", method: "method" },
    });
    const { table } = await normalise([
      {
        raw: sms,
        map: { at: "ts", kind: { constant: "sms" }, phone: "msisdn", peer: "sender" },
        keep: ["id"],
        numbers: "keep",
      },
      { raw: auth, map: { at: "ts", kind: { constant: "auth" }, name: "method", user: "user" }, keep: ["id"] },
    ]);
    // All messages of all companies, marketing too: which of them are codes is found out.
    const found = await cooccurrence(table, { trigger: "sms", response: "auth.otp_sms" });
    const truth = await readCsv(`${folder}/truth_event_links.csv.gz`, { columns: { sms: "sms_id", auth: "auth_id" } });
    const listed = (raw: { table: { array(name: string): unknown } }, ...names: string[]) => {
      const [keys, values] = names.map((name) => [...(raw.table.array(name) as Iterable<string>)]);
      return new Map(keys!.map((key, i) => [String(key), String(values![i])]));
    };
    const codeOf = listed(truth, "auth", "sms");
    const phones = listed(sms, "id", "msisdn");
    const users = listed(auth, "id", "user");
    const pairs = new Set([...codeOf].map(([login, code]) => `${phones.get(code)} ${users.get(login)}`));
    const all = found.table.objects() as unknown as {
      phone: string;
      user: string;
      probability: number;
      state: string;
    }[];
    const linked = all.filter(({ state }) => state === "linked");
    const right = new Set(linked.map(({ phone, user }) => `${phone} ${user}`).filter((pair) => pairs.has(pair))).size;
    expect((2 * right) / (linked.length + pairs.size)).toBeGreaterThan(0.98);
    const id = (row: number) => String(table.get("id", row));
    const events = found.events.objects() as unknown as { trigger: number; response: number }[];
    const rightEvents = events.filter(({ trigger, response }) => codeOf.get(id(response)) === id(trigger)).length;
    expect((2 * rightEvents) / (events.length + codeOf.size)).toBeGreaterThan(0.995);
    for (let least = 0; least < 1; least += 0.1) {
      const bin = all.filter(({ probability }) => Math.min(9, Math.floor(probability * 10)) === Math.round(least * 10));
      if (bin.length < 100) continue;
      const said = bin.reduce((sum, { probability }) => sum + probability, 0) / bin.length;
      const came = bin.filter(({ phone, user }) => pairs.has(`${phone} ${user}`)).length / bin.length;
      expect(Math.abs(said - came)).toBeLessThan(0.1);
    }
    expect(found.falseShare).toBeLessThan(0.005);
  });
});
