/** u' M^-1 u for a symmetric positive definite M, by Cholesky: the squared length of the solution of L y = u. NaN when M is singular. */
export function quadraticForm(matrix: readonly Float64Array[], u: Float64Array): number {
  const L = matrix.map(() => new Float64Array(matrix.length));
  const y = new Float64Array(u.length);
  let length = 0;
  for (let i = 0; i < u.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j];
      for (let m = 0; m < j; m++) sum -= L[i][m] * L[j][m];
      L[i][j] = i === j ? Math.sqrt(sum) : sum / L[j][j];
    }
    let rest = u[i];
    for (let m = 0; m < i; m++) rest -= L[i][m] * y[m];
    y[i] = rest / L[i][i];
    length += y[i] * y[i];
  }
  return length;
}
