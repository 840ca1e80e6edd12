import { closePool, runKernel } from "../../../workers/pool.ts";
import { sharedFloat64 } from "../../../workers/shared.ts";
import type { Case, Contender, Setting } from "../job.ts";

/** From no thread at all to the first answer of one and of two: the same, however many rows. */
export default async function* starts({ wanted }: Setting): AsyncGenerator<Case> {
  if (!wanted("threads")) return;
  const contenders = [2, 1].map(
    (workers): Contender => ({
      name: `phonograph, ${workers} worker${workers > 1 ? "s" : ""}`,
      ours: true,
      prepare: closePool,
      run: async () => {
        const task = { to: sharedFloat64(1), stretches: [{ from: sharedFloat64(1), at: 0 }] };
        const answers = await runKernel(
          "layStretches",
          Array.from({ length: workers }, () => task),
          { workers },
        );
        return { fingerprint: () => String(answers.length > 0) };
      },
    }),
  );
  yield { name: "threads", rows: 1, contenders };
}
