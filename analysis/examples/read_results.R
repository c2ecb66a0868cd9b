#!/usr/bin/env Rscript
# Reads a results file of `detente run --out RESULTS.sqlite` (its tables: docs/store.md) and draws the outcomes' shares.
#
# usage: Rscript read_results.R RESULTS.sqlite [PICTURE.pdf]
#
# Needs the packages DBI and RSQLite (Debian: r-cran-rsqlite).

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 1) stop("usage: Rscript read_results.R RESULTS.sqlite [PICTURE.pdf]")

results <- DBI::dbConnect(RSQLite::SQLite(), arguments[1], flags = RSQLite::SQLITE_RO)
study <- DBI::dbReadTable(results, "study")
runs <- DBI::dbReadTable(results, "runs")
shares <- DBI::dbGetQuery(results, "SELECT kind, name, n, k, p, low, high FROM shares WHERE item = '' ORDER BY kind DESC, p DESC")
DBI::dbDisconnect(results)
if (nrow(runs) == 0) stop("the run is not complete: the same command plays what is missing")

cat(sprintf("%s trials, seed %s, digest %s\n\n", runs$trials, study$value[study$key == "seed"], substr(runs$digest, 1, 16)))
options(width = 120)
print(shares, digits = 4, row.names = FALSE)

if (length(arguments) > 1) {
  outcomes <- shares[shares$kind == "outcome", ]
  outcomes <- outcomes[rev(seq_len(nrow(outcomes))), ]  # the likeliest on top
  pdf(arguments[2], width = 8, height = 1.5 + 0.4 * nrow(outcomes))
  par(mar = c(4, 18, 1, 1))
  at <- barplot(100 * outcomes$p, horiz = TRUE, names.arg = outcomes$name, las = 1, xlim = c(0, 100), border = NA,
                xlab = "share of trials, % (95 % interval)")
  segments(100 * outcomes$low, at, 100 * outcomes$high, at, lwd = 2)
  invisible(dev.off())
}
