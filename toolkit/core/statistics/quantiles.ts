/** Kernels need quantiles as well, and import nothing from above. */
export { quantiles } from "../../../workers/kernels/quantiles.ts";
