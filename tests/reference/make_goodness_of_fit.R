# Reference values for tests/formulas/test_goodness_of_fit.py.
# Run from this folder: Rscript make_goodness_of_fit.R
# Writes goodness_of_fit.json (inputs beside expected values) and its session info.
suppressPackageStartupMessages({ library(jsonlite); library(effectsize) })
quiet <- function(x) suppressMessages(suppressWarnings(x))

cases <- list(
  five_levels = list(counts = c(89, 37, 30, 28, 2), shares = c(.40, .20, .20, .15, .05)),
  two_levels = list(counts = c(57, 57), shares = c(.95, .05)),
  equal_shares = list(counts = c(18, 22, 31, 29), shares = rep(.25, 4)),
  an_empty_level = list(counts = c(12, 0, 9), shares = c(.5, .1, .4)),
  small_expected = list(counts = c(3, 1, 0, 2), shares = c(.4, .3, .2, .1)),
  large = list(counts = c(40213, 30011, 29776), shares = c(.402, .3, .298)))

# effectsize's own search for the noncentrality stops early, in small tables in the third digit
limit <- function(probability, chi2, df) {
  f <- function(ncp) pchisq(chi2, df, ncp) - probability
  if (f(0) <= 0) 0 else uniroot(f, c(0, (sqrt(chi2) + 10)^2), tol = 1e-12)$root
}

values <- lapply(cases, function(case) {
  test <- quiet(chisq.test(case$counts, p = case$shares))
  used <- case$counts > 0
  g <- 2 * sum(case$counts[used] * log(case$counts[used] / test$expected[used]))
  w <- quiet(effectsize::cohens_w(case$counts, p = case$shares, ci = NULL))
  ends <- sapply(c(.975, .025), limit, chi2 = unname(test$statistic), df = test$parameter)
  c(case, list(
    chi2 = unname(test$statistic), df = unname(test$parameter), p = test$p.value,
    expected = as.numeric(test$expected), residuals = as.numeric(test$stdres),
    g = g, g_p = pchisq(g, test$parameter, lower.tail = FALSE),
    w = w$Cohens_w, w_low = sqrt(ends[1] / sum(case$counts)),
    w_high = sqrt(ends[2] / sum(case$counts))))
})
write_json(values, "goodness_of_fit.json", digits = NA, auto_unbox = TRUE, pretty = TRUE)
writeLines(capture.output(sessionInfo()), "goodness_of_fit_session_info.txt")
