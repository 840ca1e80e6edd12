import type { ColumnTable } from "arquero";
import manifest from "../../package.json" with { type: "json" };
import { digestTable } from "./digest.ts";

/** Rows left out of an answer, by reason. */
export interface Exclusion {
  reason: string;
  rows: number;
}

/** Where a result comes from: enough to run it again and to say what was left out. */
export interface About {
  readonly verb: string;
  /** The options; analyses, segments and `link` fill in their defaults, readers and `normalise` tell what was given. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly rowsIn: number;
  /** Distinct persons (or other subjects) looked at. */
  readonly peopleIn: number | undefined;
  readonly excluded: readonly Exclusion[];
  /** Where it was computed: `"local"`, or the warehouse. */
  readonly engine: string;
  readonly seed: number | undefined;
  readonly versions: Readonly<Record<string, string>>;
  /** A digest of the input columns; of a reader and of `normalise`, of the table they give. Worked out when first read. */
  readonly digest: string;
}

export interface AboutParts {
  verb: string;
  options: object;
  input: ColumnTable;
  /** The rows that came in, where they are not those of `input`: a reader's input is a file. */
  rowsIn?: number;
  /** The input columns the answer depends on; all when left out. */
  columns?: readonly string[];
  peopleIn?: number;
  excluded?: readonly Exclusion[];
  engine?: string;
  seed?: number;
  /** Of what else the answer rests on, such as numbering plans. */
  versions?: Readonly<Record<string, string>>;
}

/** Fills in what every result says of itself. */
export function toAbout({
  verb,
  options,
  input,
  rowsIn = input.numRows(),
  columns,
  peopleIn,
  excluded = [],
  engine = "local",
  seed,
  versions,
}: AboutParts): About {
  let digest: string | undefined;
  return Object.freeze({
    verb,
    options: Object.freeze({ ...options }),
    rowsIn,
    peopleIn,
    excluded: Object.freeze(excluded.filter(({ rows }) => rows > 0)),
    engine,
    seed,
    versions: versions ? Object.freeze({ ...VERSIONS, ...versions }) : VERSIONS,
    get digest() {
      digest ??= digestTable(input, columns);
      return digest;
    },
  });
}

const VERSIONS: Readonly<Record<string, string>> = Object.freeze({
  phonograph: manifest.version,
  arquero: manifest.dependencies.arquero,
  node: process.versions.node,
});
