import { PhonographError } from "../core/errors.ts";
import { listed, suggest } from "../core/suggest.ts";

/** What a command line asks for. */
export interface Arguments {
  /** The words without dashes. */
  words: readonly string[];
  out: string | undefined;
  params: Readonly<Record<string, string>>;
  timings: boolean;
  allowRaw: boolean;
  help: boolean;
  version: boolean;
}

const flags = ["--out", "--param", "--no-timings", "--allow-raw", "--help", "--version"];
const short: Record<string, string> = { "-o": "--out", "-P": "--param", "-h": "--help", "-v": "--version" };

/**
 * Reads a command line.
 *
 * @throws PhonographError `option/invalid` for an option that does not exist, with the one that was meant; `option/missing` for one
 * without its value
 */
export function readArguments(argv: readonly string[]): Arguments {
  const words: string[] = [];
  const params: Record<string, string> = {};
  const seen = new Set<string>();
  let out: string | undefined;
  for (let i = 0; i < argv.length; i++) {
    const [raw, attached] =
      argv[i].startsWith("--") && argv[i].includes("=") ? splitOnce(argv[i]) : [argv[i], undefined];
    const flag = short[raw] ?? raw;
    if (!flag.startsWith("-") || flag === "-") words.push(argv[i]);
    else if (!flags.includes(flag)) {
      throw refuse("option/invalid", `there is no option "${raw}"`, listed(flags), suggest(raw, flags));
    } else if (flag === "--out" || flag === "--param") {
      const value = attached ?? argv[++i];
      if (value === undefined)
        throw refuse(
          "option/missing",
          `${raw} needs a value`,
          "the end of the line",
          flag === "--out" ? "-o report.html" : "-P name=value",
        );
      if (flag === "--out") out = value;
      else {
        const [name, given] = splitOnce(value);
        if (given === undefined || name === "")
          throw refuse("option/invalid", "a parameter is given as name=value", JSON.stringify(value), "-P seed=7");
        params[name] = given;
      }
    } else seen.add(flag);
  }
  return {
    words,
    out,
    params,
    timings: !seen.has("--no-timings"),
    allowRaw: seen.has("--allow-raw"),
    help: seen.has("--help"),
    version: seen.has("--version"),
  };
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function refuse(
  code: "option/invalid" | "option/missing",
  rule: string,
  found: string,
  hint?: string,
): PhonographError {
  return new PhonographError({ code, verb: "phonograph", rule, found, hint });
}
