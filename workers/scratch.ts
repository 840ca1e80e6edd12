/** How long memory that nobody uses is kept, as allocators of databases do. */
const KEPT_MS = 5000;

let kept: SharedArrayBuffer | undefined;
let farewell: NodeJS.Timeout | undefined;

/**
 * Shared memory for what a call needs only while it runs, kept for a few seconds after it: the system hands out fresh memory
 * page by page, which takes longer than what is done in it. What stands in it at first is anything. It must not be used
 * once `work` is done; when that fails nobody gets it again, as threads may still write to it.
 */
export async function withScratch<T>(bytes: number, work: (buffer: SharedArrayBuffer) => Promise<T>): Promise<T> {
  const mine = kept && kept.byteLength >= bytes ? kept : new SharedArrayBuffer(bytes);
  if (mine === kept) kept = undefined;
  const answer = await work(mine);
  if (!kept || kept.byteLength < mine.byteLength) kept = mine;
  clearTimeout(farewell);
  farewell = setTimeout(() => {
    kept = undefined;
  }, KEPT_MS);
  farewell.unref();
  return answer;
}
