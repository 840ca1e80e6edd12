import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { count, type SmallWorld, smallWorld } from "./small-world.ts";

let world: SmallWorld;
beforeAll(async () => {
  world = await smallWorld({ people: 400, days: 70, seed: 5 });
}, 60_000);
afterAll(() => world.remove());

describe("the exports", () => {
  test("each is read by DuckDB to its last row that is not broken", async () => {
    const { exports } = world.manifest;
    const broken = async (file: string) =>
      count(world, `SELECT count(*) FROM true_dirt WHERE file LIKE '${file}' AND kind IN ('truncated', 'extra-field')`);
    const sms = Object.entries(exports).filter(([file]) => file.startsWith("sms-"));
    expect(sms.length).toBe(3);
    const messages = sms.reduce((sum, [, { rows }]) => sum + rows, 0);
    expect(await count(world, "SELECT count(*) FROM cdr")).toBe(exports["cdr.csv"].rows - (await broken("cdr.csv")));
    expect(await count(world, "SELECT count(*) FROM sms")).toBe(messages - (await broken("sms-%")));
    expect(await count(world, "SELECT count(*) FROM app")).toBe(
      exports["app-events.jsonl"].rows - (await broken("app-events.jsonl")),
    );
    expect(await count(world, "SELECT count(*) FROM web")).toBe(exports["access.log"].rows);
    expect(await count(world, "SELECT count(*) FROM auth")).toBe(exports["auth.log"].rows);
    expect(await count(world, "SELECT count(*) FROM payments")).toBe(exports["payments.parquet"].rows);
    expect(await count(world, "SELECT count(*) FROM crm")).toBe(400);
  });

  test("every number is valid for libphonenumber", async () => {
    const seen = await world.ask(`
      SELECT DISTINCT number FROM (
        SELECT msisdn AS number FROM cdr UNION ALL
        SELECT other_party FROM cdr WHERE record_type IN ('MOC', 'MTC', 'MMSO', 'MMST') UNION ALL
        SELECT recipient FROM sms UNION ALL SELECT sender FROM sms WHERE sender LIKE '+%' UNION ALL
        SELECT payer_phone FROM payments WHERE payer_phone IS NOT NULL UNION ALL SELECT phone FROM true_ownership)
      WHERE number NOT IN ('112', '16990', 'anonymous')`);
    expect(seen.length).toBeGreaterThan(2000);
    const invalid = seen.filter(({ number }) => {
      const text = /^\+/.test(number) ? number : /^00/.test(number) ? `+${number.slice(2)}` : `+${number}`;
      const read = /^\d{9}$/.test(number) ? parsePhoneNumberFromString(number, "PT") : parsePhoneNumberFromString(text);
      return !read?.isValid();
    });
    expect(invalid).toEqual([]);
  });

  test("rows come in the order of their time, but for repeated ones and clocks that are wrong", async () => {
    const backwards = await count(
      world,
      `SELECT count(*) FROM (
         SELECT begun < lag(begun) OVER (ORDER BY line) AS back FROM (
           SELECT * FROM (SELECT call_id, record_type, seq, start_time::TIMESTAMPTZ AS begun, row_number() OVER () AS line FROM cdr
             WHERE call_id NOT IN (SELECT id FROM true_dirt WHERE kind = 'redelivered'))
           QUALIFY row_number() OVER (PARTITION BY call_id, record_type, seq ORDER BY line) = 1)) WHERE back`,
    );
    expect(backwards).toBe(0);
  });

  test("local times follow the clocks: summer time from 30 March, the Azores an hour behind", async () => {
    const offsets = await world.ask(`
      SELECT town, start_time::TIMESTAMPTZ >= TIMESTAMPTZ '2025-03-30 01:00:00+00' AS summer, right(start_time, 6) AS "offset"
      FROM cdr JOIN cells USING (cell_id) WHERE town IN ('Lisboa', 'Funchal', 'Ponta Delgada', 'Horta')
      GROUP BY ALL`);
    for (const { town, summer, offset } of offsets) {
      const azores = town === "Ponta Delgada" || town === "Horta";
      expect(offset).toBe(azores ? (summer === "true" ? "+00:00" : "-01:00") : summer === "true" ? "+01:00" : "+00:00");
    }
    expect(offsets.length).toBeGreaterThanOrEqual(4);
    expect(
      await count(world, "SELECT count(*) FROM cdr WHERE plmn <> '26890' AND right(start_time, 6) = '+02:00'"),
    ).toBeGreaterThan(0);
  });

  test("every IMEI ends in its check digit", async () => {
    const imeis = await world.ask("SELECT DISTINCT imei FROM cdr");
    const luhn = (text: string) =>
      [...text]
        .reverse()
        .reduce((sum, c, i) => sum + (i % 2 ? (Number(c) * 2 > 9 ? Number(c) * 2 - 9 : Number(c) * 2) : Number(c)), 0) %
      10;
    expect(imeis.filter(({ imei }) => imei.length !== 15 || luhn(imei) !== 0)).toEqual([]);
  });

  test("parts of long calls share an id, count from one and end answered", async () => {
    const calls = await world.ask(`
      SELECT call_id, record_type, count(DISTINCT seq) AS parts, max(seq::INT) AS last,
        arg_max(cause, seq::INT) AS ended FROM cdr
      WHERE record_type IN ('MOC', 'MTC') AND seq <> '0' GROUP BY ALL`);
    expect(calls.length).toBeGreaterThan(5);
    // a part may be lost with the lost stretch, or broken; the last one cannot be followed by another
    const whole = calls.filter(({ parts, last }) => parts === last);
    expect(whole.length).toBeGreaterThan(calls.length * 0.8);
    expect(whole.filter(({ ended }) => ended !== "answered").length).toBeLessThan(calls.length * 0.1);
  });

  test("a household shares an address, and hundreds share one of the operator's", async () => {
    const shared = await world.ask(`
      SELECT ip LIKE '198.18.%' AS carrier, avg(users) AS users FROM (
        SELECT ip, count(DISTINCT user) AS users FROM auth WHERE result = 'ok' GROUP BY ip) GROUP BY 1 ORDER BY 1`);
    expect(Number(shared[1].users)).toBeGreaterThan(3 * Number(shared[0].users));
  });

  test("the customer table has one row a customer, and typed phones that need reading", async () => {
    expect(await count(world, "SELECT count(DISTINCT customer_id) FROM crm")).toBe(400);
    const shapes = await world.ask("SELECT DISTINCT regexp_replace(phone, '[0-9]', '9', 'g') AS shape FROM crm");
    expect(shapes.length).toBeGreaterThan(6);
  });
});
