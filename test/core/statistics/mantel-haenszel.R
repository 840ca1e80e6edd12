# Rscript test/core/statistics/mantel-haenszel.R: what R says of the tables in mantel-haenszel.test.ts
show <- function(n, hits, ...) {
  # n, hits: strata in rows, groups in columns
  a <- array(0, c(ncol(n), 2, nrow(n)))
  for (s in seq_len(nrow(n))) { a[, 1, s] <- hits[s, ]; a[, 2, s] <- n[s, ] - hits[s, ] }
  t <- mantelhaen.test(a, correct = FALSE)
  cat(format(unname(t$statistic), digits = 16), unname(t$parameter), format(t$p.value, digits = 16), "\n")
}
m <- function(...) matrix(c(...), byrow = TRUE, nrow = 3)
show(m(30, 40, 25, 20, 60, 50), m(12, 10, 9, 5, 20, 30))
show(m(30, 40, 20, 25, 20, 33, 60, 50, 41), m(12, 10, 9, 9, 5, 8, 20, 30, 11))
adm <- UCBAdmissions
cat(format(unname(mantelhaen.test(adm, correct = FALSE)$statistic), digits = 16), "\n")
cat(format(p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.5, 0.001), "BH"), digits = 16), "\n")
