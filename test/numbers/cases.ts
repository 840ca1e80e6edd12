import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** One raw value, what is wanted of it, and what Google's library (Java, 9.0.35) says. */
export interface NumberCase {
  id: number;
  category: string;
  raw: string;
  region: string | null;
  /** Four versions of the numbering plans agree on it. */
  stable: boolean;
  want: {
    kind: string;
    e164: string | null;
    valid: boolean;
    ext: string | null;
    flags: string[];
    short?: string;
    candidate?: string;
  };
  libphonenumber: {
    e164?: string;
    valid?: boolean;
    region?: string;
    type?: string;
    geocode: string;
    geocodeIsCountry: boolean;
    carrier: string;
    timezones: string[];
    portable?: boolean;
    possibility?: string;
    emergency?: boolean;
    shortFor?: { valid: boolean; cost: string };
  };
}

const DATA = process.env["PHONOGRAPH_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const FILE = join(DATA, "numbers/cases.json");

/** The cases, or undefined where the folder of example data is not there. */
export const numberCases: NumberCase[] | undefined = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, "utf8")) as { cases: NumberCase[] }).cases
  : undefined;

if (!numberCases) console.warn(`skipped: the score of phone numbers needs ${join("numbers", "cases.json")}`);
