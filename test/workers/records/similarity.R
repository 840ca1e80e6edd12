# Writes similarity.json: Rscript similarity.R (Debian's r-cran-stringdist and r-cran-jsonlite)
library(stringdist)
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
set.seed(1)
word <- function() paste(sample(c("a", "b", "c", "d", "e"), sample(1:9, 1), TRUE), collapse = "")
a <- replicate(400, word())
b <- replicate(400, word())
# half of them one or two edits apart
for (i in 1:200) {
  s <- strsplit(a[i], "")[[1]]
  for (k in seq_len(sample(1:2, 1))) {
    at <- sample(seq_along(s), 1)
    s <- switch(sample(4, 1), s[-at], append(s, "x", at), replace(s, at, "y"),
      if (at < length(s)) s[replace(seq_along(s), c(at, at + 1), c(at + 1, at))] else s)
    if (length(s) == 0) s <- "z"
  }
  b[i] <- paste(s, collapse = "")
}
jsonlite::write_json(list(
  made = paste(R.version.string, "stringdist", packageVersion("stringdist")), a = a, b = b,
  jaroWinkler = 1 - stringdist(a, b, method = "jw", p = 0.1), damerau = stringdist(a, b, method = "dl"),
  osa = stringdist(a, b, method = "osa"), levenshtein = stringdist(a, b, method = "lv")
), file.path(here, "similarity.json"), digits = 15, auto_unbox = TRUE)
