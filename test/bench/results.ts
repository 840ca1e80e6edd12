/** What one contender took for one case, times in milliseconds. */
export interface Result {
  job: string;
  case: string;
  contender: string;
  ours: boolean;
  /** Threads that it was given, of ours. */
  workers?: number;
  rows: number;
  median: number;
  least: number;
  most: number;
  runs: number;
  /** Median divided by that of the best peer with as many rows. */
  ratio?: number;
  /** Bytes of the columns that it needs, and of those that it gives. */
  bytesIn?: number;
  bytesOut?: number;
  /** Median divided by the time that two threads take to move so many bytes. */
  toFloor?: number;
  /** At most in memory of columns and everything else that the call needed, and that divided by both kinds of bytes. */
  peak?: number;
  peakToColumns?: number;
}

/** How the time of one of ours grows. */
export interface Growth {
  job: string;
  case: string;
  contender: string;
  points: { rows: number; median: number }[];
  exponent: number;
}

/** What a run of the benchmark found. */
export interface Results {
  machine: {
    processor: string;
    threads: number;
    memory: number;
    system: string;
    versions: Record<string, string>;
    /** Bytes a millisecond that one and two threads copied, read and written ones. */
    bandwidth: [one: number, two: number];
  };
  day: string;
  rows: number;
  rounds: number;
  results: Result[];
  growth: Growth[];
  /** With a thousand rows. */
  small: Result[];
}
