# Makes fixtures/two-shares.json: Rscript two-shares.R > fixtures/two-shares.json
# Newcombe's method 10 out of R's own Wilson intervals (prop.test without correction); the chi-square test of two shares by
# prop.test; the size of clustered trials by the variance of a ratio, linearised, with R's var over clusters.
options(digits = 17, scipen = 999)
set.seed(20261122)
wilson <- function(x, n, level) if (n == 0) c(0, 1) else as.numeric(suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE)$conf.int))
number <- function(x) ifelse(is.nan(x) | is.na(x), "null", format(x, digits = 17, trim = TRUE, scientific = FALSE))
row <- function(...) paste0("[", paste(vapply(c(...), number, ""), collapse = ","), "]")
two <- vapply(1:120, function(i) {
  n1 <- sample(c(5, 20, 200, 5000), 1); n2 <- sample(c(7, 30, 150, 9000), 1)
  x1 <- rbinom(1, n1, runif(1)); x2 <- rbinom(1, n2, runif(1)); level <- sample(c(0.9, 0.95, 0.99), 1)
  a <- wilson(x1, n1, level); b <- wilson(x2, n2, level); p <- x1 / n1; q <- x2 / n2
  lower <- p - q - sqrt((p - a[1])^2 + (b[2] - q)^2); upper <- p - q + sqrt((a[2] - p)^2 + (q - b[1])^2)
  test <- suppressWarnings(prop.test(c(x1, x2), c(n1, n2), correct = FALSE))
  row(x1, n1, x2, n2, level, p - q, lower, upper, test$p.value)
}, "")
clusters <- vapply(1:40, function(i) {
  m <- sample(3:60, 1); n <- 1 + rpois(m, 3); y <- rbinom(m, n, rbeta(m, 2, 3)); p <- sum(y) / sum(n)
  size <- p * (1 - p) / (m * var(y - p * n) / sum(n)^2)
  paste0("{\"successes\":", row(y), ",\"trials\":", row(n), ",\"size\":", number(min(sum(n), size)), "}")
}, "")
cat("{\"two\":[", paste(two, collapse = ",\n"), "],\n\"clusters\":[", paste(clusters, collapse = ",\n"), "]}\n", sep = "")
