import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { count, type SmallWorld, smallWorld, surprise } from "./small-world.ts";

let world: SmallWorld;
beforeAll(async () => {
  world = await smallWorld({ people: 2000, days: 21, seed: 7 });
}, 60_000);
afterAll(() => world.remove());

describe("the truth", () => {
  test("a number is never in two hands at once", async () => {
    const overlaps = await world.ask(`
      SELECT a.phone FROM (
        SELECT phone, "from"::TIMESTAMPTZ AS begun, lag(coalesce("to", '2999-01-01')::TIMESTAMPTZ)
          OVER (PARTITION BY phone ORDER BY "from"::TIMESTAMPTZ) AS before FROM true_ownership) a
      WHERE a.begun < a.before`);
    expect(overlaps).toEqual([]);
    const recycled = await count(
      world,
      `SELECT count(*) FROM (SELECT phone FROM true_ownership WHERE person <> '-1' GROUP BY phone HAVING count(DISTINCT person) > 1)`,
    );
    expect(recycled).toBeGreaterThan(20);
  });

  test("every record belongs to the number's holder at that time, and no one else's", async () => {
    const stray = await count(
      world,
      `SELECT count(*) FROM cdr WHERE NOT EXISTS (
         FROM true_ownership o WHERE o.phone = '+' || cdr.msisdn
         AND cdr.start_time::TIMESTAMPTZ >= o."from"::TIMESTAMPTZ - INTERVAL 1 SECOND
         AND (cdr.seq > '1' OR cdr.start_time::TIMESTAMPTZ < coalesce(o."to", '2999-01-01')::TIMESTAMPTZ))`,
    );
    expect(stray).toBe(0);
  });

  test("every cause and every effect is a row of the exports", async () => {
    await world.ask(`CREATE TABLE ids AS
      SELECT 'cdr' AS export, call_id AS id FROM cdr UNION SELECT 'sms', message_id FROM sms UNION
      SELECT 'app', id FROM app UNION SELECT 'auth', rid FROM auth UNION SELECT 'payments', payment_id FROM payments`);
    const missing = await world.ask(`
      SELECT kind, count(*) AS n FROM true_causes c
      WHERE NOT EXISTS (FROM ids WHERE export = cause_export AND id = cause_id)
         OR NOT EXISTS (FROM ids WHERE export = effect_export AND id = effect_id) GROUP BY kind`);
    expect(missing).toEqual([]);
    const kinds = await world.ask("SELECT DISTINCT kind FROM true_causes");
    expect(kinds.length).toBe(8);
    for (const [table, column] of [
      ["true_otp", "message_id"],
      ["true_marketing", "message_id"],
    ]) {
      const lost = `SELECT count(*) FROM ${table} WHERE ${column} IS NOT NULL AND ${column} NOT IN (SELECT message_id FROM sms)`;
      expect(await count(world, lost)).toBe(0);
    }
  });

  test("web visits begin on the line that the truth says", async () => {
    const lines = readFileSync(join(world.folder, "exports/access.log"), "utf8").split("\n");
    const visits = await world.ask("SELECT ip, campaign, line FROM true_visits");
    expect(visits.length).toBeGreaterThan(500);
    for (const { ip, campaign, line } of visits) {
      const text = lines[Number(line) - 1];
      expect(text.startsWith(`${ip} - `)).toBe(true);
      expect(text).toContain(campaign === "" ? '"GET / ' : `utm_campaign=${campaign} `);
    }
  });

  test("dirt is where the truth says, and nowhere else", async () => {
    const read = (file: string) => {
      const bytes = readFileSync(join(world.folder, "exports", file));
      return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().split("\n").slice(0, -1);
    };
    const dirt = await world.ask("SELECT file, line, kind FROM true_dirt");
    for (const file of ["cdr.csv", "sms-2025-02.csv.gz", "app-events.jsonl", "auth.log"]) {
      const lines = read(file);
      const told = dirt.filter((row) => row.file === file);
      const repeated = told.filter(({ kind }) => kind === "repeated");
      const first = new Set<string>();
      const twice = lines.flatMap((line, i) => (first.size === first.add(line).size ? [i + 1] : []));
      expect(twice).toEqual(repeated.map(({ line }) => Number(line)).sort((a, b) => a - b));
    }
    const cdr = read("cdr.csv");
    const wrong = cdr.flatMap((line, i) => (line.split(",").length === 16 ? [] : [i + 1]));
    const broken = dirt.filter(
      ({ file, kind }) => file === "cdr.csv" && (kind === "truncated" || kind === "extra-field"),
    );
    expect(wrong).toEqual(broken.map(({ line }) => Number(line)).sort((a, b) => a - b));
    const silent = dirt.filter(({ kind }) => kind === "no-duration");
    expect(silent.length).toBeGreaterThan(10);
    for (const { line } of silent) expect(cdr[Number(line) - 1]).toMatch(/,\d+,,answered,/);
    const repeats = dirt.filter(({ file, kind }) => file === "cdr.csv" && kind === "repeated").length;
    expect(surprise(repeats, cdr.length, 0.004)).toBeLessThan(4);
  });

  test("a stretch of one day is missing from the network's records, one of another day from the messages", async () => {
    const { lost } = world.planted as unknown as {
      lost: { export: "cdr" | "sms"; from: string; to: string; rows: number }[];
    };
    expect(lost.map((stretch) => stretch.export)).toEqual(["cdr", "sms"]);
    const begun = { cdr: "start_time::TIMESTAMPTZ", sms: "submitted_at::TIMESTAMPTZ" };
    for (const { export: name, from, to, rows } of lost) {
      const other = name === "cdr" ? "sms" : "cdr";
      const inside = (file: "cdr" | "sms") =>
        `SELECT count(*) FROM ${file} WHERE ${begun[file]} >= '${from}'::TIMESTAMPTZ AND ${begun[file]} < '${to}'::TIMESTAMPTZ`;
      expect(await count(world, `${inside(name)} ${name === "cdr" ? "AND seq = '0'" : ""}`)).toBe(0);
      expect(await count(world, inside(other))).toBeGreaterThan(50);
      expect(rows).toBeGreaterThan(50);
    }
  });
});

describe("planted dirt is what its kind says", () => {
  const dirty = (kind: string) =>
    `SELECT c.*, d.line AS at_line, m.start_time AS model_time, m.call_id AS model_id, m.record_type AS model_type,
       m.msisdn AS model_line, m.other_party AS model_peer, m.duration_s AS model_duration, m.ring_s AS model_ring,
       m.cell_id AS model_cell, c.start_time::TIMESTAMPTZ - m.start_time::TIMESTAMPTZ AS ahead
     FROM true_dirt d JOIN cdr c ON c.call_id = d.id
     JOIN cdr m ON m.call_id = d."of" AND m.msisdn = c.msisdn
     WHERE d.kind = '${kind}' AND d.file = 'cdr.csv'`;

  test("re-delivered records differ from theirs in the id and by a second or two", async () => {
    const rows = await world.ask(`SELECT record_type = model_type AND other_party IS NOT DISTINCT FROM model_peer AND
        duration_s IS NOT DISTINCT FROM model_duration AND call_id <> model_id AS same,
      abs(epoch(ahead)) BETWEEN 1 AND 2 AS near, count(*) AS n FROM (${dirty("redelivered")}) GROUP BY ALL`);
    expect(rows).toEqual([{ same: "true", near: "true", n: expect.anything() }]);
    expect(Number(rows[0]!.n)).toBeGreaterThan(50);
    const sms = await world.ask(`SELECT c.sender = m.sender AND c.recipient = m.recipient AND c.status = m.status AND
        abs(epoch(c.submitted_at::TIMESTAMPTZ - m.submitted_at::TIMESTAMPTZ)) BETWEEN 0.7 AND 2 AS same, count(*) AS n
      FROM true_dirt d JOIN sms c ON c.message_id = d.id JOIN sms m ON m.message_id = d."of" WHERE d.kind = 'redelivered' GROUP BY 1`);
    expect(sms).toEqual([{ same: "true", n: expect.anything() }]);
  });

  test("durations are negative or days long, and nowhere else", async () => {
    for (const [kind, wrong] of [
      ["negative-duration", "duration_s::INT < 0"],
      ["endless-call", "duration_s::INT > 86400"],
    ]) {
      const told = await count(world, `SELECT count(*) FROM true_dirt WHERE kind = '${kind}'`);
      expect(told).toBeGreaterThan(3);
      expect(await count(world, `SELECT count(*) FROM cdr WHERE ${wrong}`)).toBe(told);
      const right = `SELECT count(*) FROM cdr JOIN true_dirt ON call_id = id WHERE kind = '${kind}' AND ${wrong}`;
      expect(await count(world, right)).toBe(told);
    }
  });

  test("overlaps are calls of one line in two towns at once; call waiting is a short call within one, in its cell", async () => {
    const town = (cell: string) => `(SELECT any_value(town) FROM cells WHERE cell_id = ${cell})`;
    const seconds = "epoch(ahead)";
    const overlaps = await world.ask(`SELECT record_type = 'MOC' AND ${seconds} > 0 AND
        ${seconds} + 59 < model_ring::INT + model_duration::INT AND ${town("q.cell_id")} <> ${town("q.model_cell")} AS both,
        count(*) AS n FROM (${dirty("overlap")}) q GROUP BY 1`);
    expect(overlaps).toEqual([{ both: "true", n: expect.anything() }]);
    const waiting = await world.ask(`SELECT record_type = 'MTC' AND ${seconds} > 0 AND cell_id = model_cell AND
        ${seconds} + ring_s::INT + duration_s::INT < model_ring::INT + model_duration::INT AS within, count(*) AS n
      FROM (${dirty("call-waiting")}) GROUP BY 1`);
    expect(waiting).toEqual([{ within: "true", n: expect.anything() }]);
  });

  test("lost clocks began anew in 1970 or 1980, others run ten years ahead; sessions as a whole, no other row", async () => {
    const clock = "CASE WHEN ts < 631152000000 THEN 'lost-clock' WHEN ts > 2000000000000 THEN 'future' END";
    const rows = await world.ask(`SELECT ${clock} AS clock, kind, count(*) AS n FROM app
      LEFT JOIN (SELECT * FROM true_dirt WHERE kind IN ('lost-clock', 'future')) d ON 'e_' || d.id = app.id
      WHERE ${clock} IS NOT NULL OR kind IS NOT NULL GROUP BY ALL ORDER BY 1`);
    expect(rows.map(({ clock, kind }) => [clock, kind])).toEqual([
      ["future", "future"],
      ["lost-clock", "lost-clock"],
    ]);
    const mixed = await count(
      world,
      `SELECT count(*) FROM (SELECT session FROM app GROUP BY 1 HAVING count(DISTINCT coalesce(${clock}, '')) > 1)`,
    );
    expect(mixed).toBe(0);
  });

  test("spreadsheets turned numbers of the customer table into powers and decimals", async () => {
    const told = await world.ask(`SELECT kind, count(*) AS n, count(*) FILTER
        (CASE kind WHEN 'spreadsheet-decimal' THEN phone LIKE '9%.0' ELSE phone LIKE '3.51%E+11' END) AS right
      FROM true_dirt JOIN crm ON customer_id = id WHERE file = 'crm.csv' GROUP BY 1 ORDER BY 1`);
    expect(told.map(({ kind }) => kind)).toEqual(["spreadsheet-decimal", "spreadsheet-exponent"]);
    for (const { n, right } of told) expect(right).toBe(n);
  });

  test("a dialler rings one number every so many seconds, a meter reports at the same minutes of every day", async () => {
    const [dialler] =
      await world.ask(`SELECT count(*) AS calls, count(DISTINCT other_party) AS numbers, mode(gap) AS pace,
        count(*) FILTER (gap = pace_all) / count(*) AS regular FROM (
          SELECT *, mode(gap) OVER () AS pace_all FROM (
            SELECT *, epoch(start_time::TIMESTAMPTZ - lag(start_time::TIMESTAMPTZ) OVER (PARTITION BY msisdn ORDER BY start_time)) AS gap
            FROM cdr WHERE record_type = 'MOC' AND '+' || msisdn IN (SELECT phone FROM true_fraud WHERE kind = 'auto-dialler')))`);
    expect(Number(dialler!.calls)).toBeGreaterThan(1000);
    expect(Number(dialler!.regular)).toBeGreaterThan(0.99);
    expect(Number(dialler!.numbers) / Number(dialler!.calls)).toBeGreaterThan(0.95);
    const minutes =
      await world.ask(`SELECT count(DISTINCT minute(start_time::TIMESTAMPTZ)) AS minutes, count(*) AS n FROM cdr
      WHERE '+' || msisdn IN (SELECT phone FROM true_fraud WHERE kind = 'meter') GROUP BY msisdn`);
    for (const { minutes: distinct, n } of minutes) expect([distinct, Number(n) > 60]).toEqual(["1", true]);
  });
});

describe("planted rates come back from the raw files", () => {
  test("logins by one-time password", async () => {
    const { delivered: d, abandoned, impatient, resentWorks } = world.planted.rates.otp;
    const honest = `sender = 'FAROID' AND message_id NOT IN
      (SELECT message_id FROM true_otp WHERE outcome IN ('pumping', 'fleet', 'takeover', 'former-number'))`;
    const messages = await count(
      world,
      `SELECT count(DISTINCT message_id) FROM sms WHERE ${honest} AND status = 'DELIVRD'`,
    );
    const others =
      "SELECT login_id FROM true_otp WHERE outcome IN ('pumping', 'fleet', 'takeover') AND login_id IS NOT NULL";
    const logins = await count(
      world,
      `SELECT count(DISTINCT rid) FROM auth WHERE method = 'otp' AND result = 'ok' AND event = 'login' AND rid NOT IN (${others})`,
    );
    expect(logins).toBe(world.planted.counted.otpLogins);
    const used = d * (1 - abandoned) * (1 - impatient);
    const resent = d * (1 - abandoned) * impatient + 1 - d;
    const share = (used + resent * d * resentWorks) / (d + resent * d);
    expect(messages).toBeGreaterThan(500);
    expect(surprise(logins, messages, share)).toBeLessThan(4);
  });

  test("web visits of campaigns, then views, carts and purchases", async () => {
    const { view, cart } = world.planted.rates.campaigns;
    const landed = await count(world, "SELECT count(*) FROM web WHERE line LIKE '%/promo?utm_source=sms%'");
    const opened = await count(
      world,
      "SELECT count(DISTINCT id) FROM app WHERE event = 'app_open' AND campaign IS NOT NULL",
    );
    const [truth] = await world.ask(`
      SELECT count(*) FILTER (visit LIKE 'web:%') AS web, count(*) FILTER (visit LIKE 'app:%') AS app,
        count(*) FILTER (visit LIKE 'web:%' AND viewed = '1') AS viewed,
        count(*) FILTER (carted = '1') AS carted, count(*) FILTER (viewed = '1') AS all_viewed
      FROM true_marketing`);
    expect(landed).toBe(Number(truth.web));
    expect(opened).toBe(Number(truth.app));
    expect(surprise(Number(truth.viewed), Number(truth.web), view)).toBeLessThan(4);
    expect(surprise(Number(truth.carted), Number(truth.all_viewed), cart)).toBeLessThan(4);
    const paid = "SELECT count(*) FROM payments JOIN true_marketing USING (payment_id) WHERE payments.status = 'ok'";
    expect(await count(world, paid)).toBe(world.planted.counted.marketingPurchases);
  });

  test("the holdout is a tenth, by chance", async () => {
    const [{ held, all }] = await world.ask(
      "SELECT count(*) FILTER (arm = 'holdout') AS held, count(*) AS all FROM true_marketing",
    );
    expect(surprise(Number(held), Number(all), world.planted.rates.campaigns.holdout)).toBeLessThan(4);
  });

  test("chats after unanswered calls to care, and calls back after one ring", async () => {
    const { careMissedWithApp, chatAfterMissed, oneRings, oneRingsReturned } = world.planted.counted;
    const missed = await count(
      world,
      `SELECT count(DISTINCT call_id) FROM cdr JOIN true_ownership o ON o.phone = '+' || msisdn AND o."to" IS NULL
       JOIN true_people USING (person) WHERE other_party = '16990' AND cause = 'no-answer' AND account = 'app'`,
    );
    expect(missed / careMissedWithApp).toBeGreaterThan(0.9);
    expect(surprise(chatAfterMissed, careMissedWithApp, world.planted.rates.chat.afterMissedCall)).toBeLessThan(4);
    const rings = await count(
      world,
      `SELECT count(DISTINCT call_id) FROM cdr WHERE record_type = 'MTC' AND '+' || other_party IN
         (SELECT phone FROM true_fraud WHERE kind = 'one-ring')`,
    );
    expect(rings).toBe(oneRings);
    expect(surprise(oneRingsReturned, oneRings, 0.05)).toBeLessThan(4);
  });

  test("pumped numbers do not log in, a company's new phones do", async () => {
    const [row] = await world.ask(`
      SELECT count(*) FILTER (outcome = 'pumping') AS pumped, count(login_id) FILTER (outcome = 'pumping') AS verified,
        count(*) FILTER (outcome = 'fleet') AS fleet, count(login_id) FILTER (outcome = 'fleet') AS entered FROM true_otp`);
    expect(Number(row.verified) / Number(row.pumped)).toBeLessThan(0.08);
    expect(Number(row.entered) / Number(row.fleet)).toBeGreaterThan(0.7);
  });

  test("SIM boxes call far more than they are called, from gateways that several cards share", async () => {
    const [box] = await world.ask(`
      SELECT count(*) FILTER (record_type = 'MOC') AS made, count(*) FILTER (record_type = 'MTC') AS got,
        count(DISTINCT imei) AS gateways, count(DISTINCT msisdn) AS cards, count(DISTINCT cell_id) AS cells
      FROM cdr WHERE '+' || msisdn IN (SELECT phone FROM true_fraud WHERE kind = 'sim-box')`);
    expect(Number(box.made)).toBeGreaterThan(300);
    expect(Number(box.got)).toBe(0);
    expect(Number(box.gateways)).toBeLessThan(Number(box.cards));
    expect(box.cells).toBe("1");
  });

  test("after a SIM swap the victim is silent until the card is restored", async () => {
    const during = await count(
      world,
      `SELECT count(*) FROM true_fraud f JOIN cdr ON '+' || cdr.msisdn = f.phone
       JOIN true_devices d ON d.person = f.actor AND d.imei = cdr.imei
       WHERE f.kind = 'sim-swap' AND cdr.start_time::TIMESTAMPTZ >= f."from"::TIMESTAMPTZ
         AND cdr.start_time::TIMESTAMPTZ < f."to"::TIMESTAMPTZ AND cdr.seq IN ('0', '1')`,
    );
    expect(during).toBe(0);
    expect(await count(world, "SELECT count(*) FROM payments WHERE kind = 'gift-card'")).toBeGreaterThan(3);
  });
});
