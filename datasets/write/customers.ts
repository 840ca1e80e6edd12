import { hash32, type Random, random } from "../../toolkit/core/random.ts";
import { DAY, START } from "../world/calendar.ts";
import { PLACES } from "../world/country.ts";
import { customerNumber, userCode } from "../world/ids.ts";
import { landline } from "../world/numbering.ts";
import { phoneOn, type World } from "../world/world.ts";
import { hex } from "./log.ts";
import { dateOf, Table } from "./table.ts";

const GIVEN =
  "Ana Rita Inês João Tomás Marta Luís Sofia Nuno Beatriz Tiago Conceição Rui Joana André Lúcia Simão Íris".split(" ");
const FAMILY =
  "Silva Gonçalves Araújo Pereira Conceição Matos Leitão Vaz Brandão Simões Faria Quintão Sá Nóbrega Ávila".split(" ");
const HEADER =
  "customer_id;user_id;name;birth_date;phone;alt_phone;town;plan;since;status;consent_marketing;consent_analytics;consent_updated";

/** What is wrong with the phone column of the customer table, as shares of rows. */
export const CRM = {
  stale: 0.6,
  wrong: 0.02,
  typo: 0.015,
  landline: 0.03,
  missing: 0.04,
  damaged: 0.01,
  /** Of the numbers typed as nine digits: read as a decimal, `912345678.0`; the number is still right. */
  decimal: 0.02,
  userKnown: 0.7,
} as const;

/** Whether the table's phone is the person's own now: told in the truth. */
type PhoneState = "right" | "stale" | "wrong" | "typo" | "landline" | "missing" | "damaged";

/** Writes the customer table as it stood at the end, and the truth about each of its phones. */
export function writeCustomers(world: World, exports: string, truth: string, dirt: Table): number {
  const crm = new Table(exports, "crm.csv", HEADER, true);
  const told = new Table(truth, "crm.csv", "customer_id,person,user_id,phone_state,phone_now");
  const chance = random(`${world.seed}/crm`);
  for (let person = 0; person < world.people; person++) {
    const { id, text } = writeOne(world, person, chance.stream(person + 1), crm, told);
    if (/E|\.0$/.test(text))
      dirt.row("crm.csv", person + 2, `spreadsheet-${text.includes("E") ? "exponent" : "decimal"}`, id, "");
  }
  crm.close();
  told.close();
  return crm.rows;
}

function writeOne(world: World, person: number, chance: Random, crm: Table, told: Table) {
  const { days, seed } = world;
  const number = `C${customerNumber(person, seed)}`;
  const user = world.account[person] > 0 ? `u_${hex(userCode(person, seed))}` : "";
  const { state, text: read, now } = phoneOf(world, person, chance);
  const decimal = /^9\d{8}$/.test(read) && hash32(person, seed ^ 0xdec) < CRM.decimal * 2 ** 32;
  const text = decimal ? `${read}.0` : read;
  const since = START + world.joined[person] * DAY;
  const gone = world.left[person] < days - 30 || (world.left[person] < days && chance.chance(0.2));
  const fields = [
    number,
    chance.chance(CRM.userKnown) ? user : "",
    `${chance.pick(GIVEN)} ${chance.pick(FAMILY)}`,
    slashed(START - (world.age[person] * 365.25 + chance.integer(365)) * DAY),
    text,
    world.phone2[person] > 0 && chance.chance(0.6) ? typed(world.phone2[person], chance.integer(8)) : "",
    PLACES[world.place[person]].name,
    world.prepaid[person] ? "prepaid" : "contract",
    slashed(since),
    gone ? "closed" : "active",
    world.mayMarket[person] ? "yes" : "no",
    world.mayAnalyse[person] ? "yes" : "no",
    slashed(since + chance.integer(Math.max(1, days - world.joined[person])) * DAY),
  ];
  crm.line(fields.join(";"));
  told.row(number, person, user, state, `+351${now}`);
  return { id: number, text };
}

function phoneOf(world: World, person: number, chance: Random): { state: PhoneState; text: string; now: number } {
  const now = phoneOn(world, person, world.days);
  const former = now !== world.phone[person] ? world.phone[person] : world.phoneBefore[person];
  const style = chance.integer(8);
  const make = (state: PhoneState, text: string) => ({ state, text, now });
  if (former > 0 && chance.chance(CRM.stale)) return make("stale", typed(former, style));
  const dice = chance.weighted([CRM.wrong, CRM.typo, CRM.landline, CRM.missing, CRM.damaged, 0.885]);
  if (dice === 0) {
    const other = hash32(person, world.seed ^ 0xc4f) % world.people;
    if (other !== person) return make("wrong", typed(phoneOn(world, other, world.days), style));
  }
  if (dice === 1) return make("typo", typed(now + 10 ** chance.integer(5), style));
  if (dice === 2) return make("landline", typed(landline(world.place[person], person, world.seed), style));
  if (dice === 3) return make("missing", chance.pick(["", "", "", "n/a", "-", "000000000", "?"]));
  if (dice === 4) return make("damaged", (now + 351e9).toExponential(5).replace("e+", "E+"));
  return make("right", typed(now, style));
}

/** A national number as people type it. */
function typed(number: number, style: number): string {
  const text = String(number);
  const groups = `${text.slice(0, 3)} ${text.slice(3, 6)} ${text.slice(6)}`;
  if (style < 3) return text;
  if (style === 3) return groups;
  if (style === 4) return `00351${text}`;
  if (style === 5) return `+351 ${groups}`;
  if (style === 6) return `(+351) ${text.slice(0, 2)} ${text.slice(2, 5)} ${text.slice(5)}`;
  return groups.replaceAll(" ", "-");
}

function slashed(at: number): string {
  const date = dateOf(Math.floor(at / DAY));
  return `${date.slice(8)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
}
