/**
 * How many independent trials say as much about a share as these do, that come in clusters: several runs of one person are not
 * several people.
 *
 * Method: the variance of a ratio by the delta method over clusters (linearisation, with the factor `m / (m - 1)`), as R's
 * `survey::svyratio` gives it; the size is `p (1 - p) / variance`, never more than the trials. Where all or none succeed, the
 * number of clusters.
 *
 * @param successes of each cluster
 * @param trials of each cluster; clusters without any count for nothing
 */
export function effectiveSize(successes: ArrayLike<number>, trials: ArrayLike<number>): number {
  let [yes, all, clusters] = [0, 0, 0];
  for (let i = 0; i < trials.length; i++) {
    yes += successes[i];
    all += trials[i];
    if (trials[i] > 0) clusters++;
  }
  if (all === 0) return 0;
  const share = yes / all;
  if (clusters < 2 || share === 0 || share === 1) return clusters;
  let squares = 0;
  for (let i = 0; i < trials.length; i++) squares += (successes[i] - share * trials[i]) ** 2;
  const variance = (clusters / (clusters - 1)) * (squares / (all * all));
  return variance > 0 ? Math.min(all, (share * (1 - share)) / variance) : all;
}
