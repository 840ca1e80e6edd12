/** Told how much of a long call is done. */
export type Progress = (done: number, total: number) => void;

const QUIET_MS = 2000;
const EVERY_MS = 500;

/**
 * A reporter that stays silent for two seconds and then keeps one line on stderr up to date; without a terminal it
 * writes a line every ten seconds. `PHONOGRAPH_PROGRESS=0` silences it.
 */
export function progressLine(verb: string): { report: Progress; end: () => void } {
  const silent = process.env["PHONOGRAPH_PROGRESS"] === "0";
  const terminal = process.stderr.isTTY === true;
  const begun = performance.now();
  let told = begun + QUIET_MS - EVERY_MS;
  let open = false;
  const report: Progress = (done, total) => {
    const now = performance.now();
    if (silent || now - told < (terminal ? EVERY_MS : open ? 10_000 : EVERY_MS) || now - begun < QUIET_MS) return;
    told = now;
    open = true;
    const share = total > 0 ? Math.floor((100 * done) / total) : 0;
    process.stderr.write(
      `${terminal ? "\r" : ""}${verb} ${share} % ${((now - begun) / 1000).toFixed(0)} s${terminal ? " " : "\n"}`,
    );
  };
  const end = () => {
    if (open && terminal) process.stderr.write("\r\x1b[K");
  };
  return { report, end };
}
