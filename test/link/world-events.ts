import { TextColumn } from "../../toolkit/core/columns.ts";
import type { Events } from "../../toolkit/core/events.ts";
import { toTable } from "../../toolkit/core/table.ts";
import { sharedFloat64 } from "../../workers/shared.ts";
import type { SmallWorld } from "../datasets/small-world.ts";

/**
 * The exports of a simulated world as events, in plain SQL and with nothing of the toolkit's readers, beside the true
 * person of each row: column `truth`, -1 where the world does not tell (tablets before a login, numbers of outsiders).
 *
 * @param loginsTellNumbers whether a login by one-time password also names the number that the code was sent to, as many
 * identity providers log it; without, only the CRM table and payments tie users to numbers
 */
export async function worldEvents({ ask, manifest }: SmallWorld, loginsTellNumbers = false): Promise<Events> {
  const end = Date.parse("2025-02-01T00:00Z") + manifest.days * 864e5;
  await ask(`CREATE OR REPLACE TABLE told AS
    SELECT epoch_ms(start_time::TIMESTAMPTZ) AS "at", NULL AS name, NULL AS peer, CASE WHEN record_type IN ('MOC', 'MTC') THEN 'call' WHEN record_type LIKE 'MMS%' THEN 'mms'
        ELSE lower(record_type) END AS kind, msisdn AS phone, NULL AS "user", imei AS device, NULL AS session, ip, 'cdr' AS source,
        CASE cause WHEN 'answered' THEN 'answered' WHEN 'failed' THEN 'failed' WHEN 'no-answer' THEN 'missed' END AS status FROM cdr
    UNION ALL SELECT epoch_ms((submitted_at)::TIMESTAMPTZ), type, sender, 'sms', recipient, NULL, NULL, NULL, NULL, 'sms',
        CASE status WHEN 'DELIVRD' THEN 'delivered' WHEN 'ENROUTE' THEN 'sent' ELSE 'undelivered' END FROM sms
    UNION ALL SELECT epoch_ms(changed_at::TIMESTAMPTZ), NULL, NULL, 'auth', msisdn, NULL, NULL, NULL, NULL, 'sim', NULL FROM sim_changes
    UNION ALL SELECT ts::BIGINT, event, NULL, 'app', NULL, "user", device, session, ip, 'app', NULL FROM app
    UNION ALL SELECT epoch_ms(split_part(line, ' ', 1)::TIMESTAMPTZ), split_part(line, ' ', 4), NULL, 'auth', code.phone, "user", regexp_extract(line, 'device=(\\w+)', 1), NULL, ip, 'auth', result
      FROM auth LEFT JOIN (SELECT login_id, phone FROM true_otp WHERE outcome = 'login' AND ${loginsTellNumbers}) code ON code.login_id = auth.rid
    UNION ALL SELECT epoch_ms(paid_at::TIMESTAMP), kind, NULL, 'payment', payer_phone, user_id, NULL, NULL, NULL, 'payments', status FROM payments
    UNION ALL SELECT ${end}, NULL, NULL, 'crm', phone, user_id, NULL, NULL, NULL, 'crm', NULL FROM crm`);
  await ask(`CREATE OR REPLACE TABLE clean AS SELECT "at"::DOUBLE AS "at", kind, lower(name) AS name, peer, nullif("user", '') AS "user", nullif(device, '') AS device,
      nullif(session, '') AS session, nullif(ip, '') AS ip, source, status,
      CASE WHEN regexp_matches(phone, '[Ee.]') THEN NULL
        WHEN length(digits) = 9 AND digits[1] = '9' THEN '+351' || digits
        WHEN length(digits) = 12 AND digits LIKE '3519%' THEN '+' || digits
        WHEN length(digits) = 14 AND digits LIKE '003519%' THEN '+' || digits[3:] END AS phone
    FROM (SELECT *, regexp_replace(phone, '[^0-9]', '', 'g') AS digits FROM told)`);
  await ask(`CREATE OR REPLACE TABLE owners AS SELECT phone, person::INT AS person, ended_by, epoch_ms("from"::TIMESTAMPTZ)::DOUBLE AS since,
      coalesce(epoch_ms(nullif("to", '')::TIMESTAMPTZ)::DOUBLE, 1e15) AS until FROM true_ownership`);
  const rows =
    await ask(`SELECT c.*, coalesce(u.person::INT, CASE WHEN o.until > c."at" THEN o.person END, d.person::INT, -1) AS truth FROM (SELECT *, row_number() OVER () AS n FROM clean) c
    LEFT JOIN (SELECT user_id, person FROM true_people WHERE user_id <> '') u ON u.user_id = c."user"
    LEFT JOIN (SELECT device_id, person FROM true_devices WHERE kind = 'phone') d ON d.device_id = c.device
    ASOF LEFT JOIN owners o ON o.phone = c.phone AND o.since <= c."at" ORDER BY n`);
  const text = (name: string) => TextColumn.from(rows.map((row) => row[name] || null));
  const number = (name: string) => {
    const column = sharedFloat64(rows.length);
    column.set(rows.map((row) => Number(row[name])));
    return column;
  };
  return toTable({
    at: number("at"),
    kind: text("kind"),
    name: text("name"),
    peer: text("peer"),
    phone: text("phone"),
    user: text("user"),
    device: text("device"),
    session: text("session"),
    ip: text("ip"),
    status: text("status"),
    source: text("source"),
    truth: number("truth"),
  }) as unknown as Events;
}
