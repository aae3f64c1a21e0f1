# Reference values for tests/stats/test_table_procedures.py and test_stratified.py: what
# make_tables.R does not have. Run from this folder: Rscript make_contingency.R
# Writes contingency.json (inputs beside expected values) and contingency_session_info.txt.
# Data: datasets::Titanic, UCBAdmissions, esoph, HairEyeColor, infert (part of R, GPL-2 | GPL-3);
# epiR's example of dry cat food and urological disease (?epi.2by2). Packages: coin GPL-2,
# effectsize MIT, jsonlite MIT.
suppressPackageStartupMessages({ library(jsonlite); library(coin); library(effectsize) })
quiet <- function(x) suppressMessages(suppressWarnings(x))
word <- function(x) lapply(unname(x), function(v) if (is.infinite(v)) "Inf" else v)
root <- function(f, low, high) uniroot(f, c(low, high), tol = 1e-15, maxiter = 10000)$root
z <- qnorm(.975)

# limits of Cramer's V: the noncentrality at which the statistic is a quantile
v_limits <- function(chi2, df, scale) sapply(c(.975, .025), function(p) {
  if (pchisq(chi2, df) <= p) return(0)
  ncp <- root(function(l) pchisq(chi2, df, l) - p, 0, (sqrt(chi2) + 10)^2)
  min(1, sqrt(ncp / scale)) })
wilson <- function(x, n) as.vector(quiet(prop.test(x, n, correct = FALSE))$conf.int)
g_of <- function(m, e) 2 * sum(ifelse(m > 0, m * log(m / e), 0))

every <- function(m) { # of a table of any size
  t <- quiet(chisq.test(m, correct = FALSE)); n <- sum(m); k <- min(dim(m)) - 1
  chi2 <- unname(t$statistic); df <- unname(t$parameter); g <- g_of(m, t$expected)
  # Cochran-Mantel-Haenszel's general association with one stratum
  cmh <- quiet(cmh_test(as.table(unname(m))))
  list(counts = unname(apply(m, 1, as.list)), rows = nrow(m), columns = ncol(m), n = n, chi2 = chi2, df = df,
    p = t$p.value, g = g, g_p = pchisq(g, df, lower.tail = FALSE),
    n_1 = as.vector(statistic(cmh)), n_1_p = pchisq(as.vector(statistic(cmh)), df, lower.tail = FALSE), v = sqrt(chi2 / (n * k)),
    v_ci = v_limits(chi2, df, n * k), v_corrected = effectsize::cramers_v(m, adjust = TRUE)$Cramers_v_adjusted,
    expected = as.vector(t(t$expected)), residual = as.vector(t(t$stdres)),
    min_expected = min(t$expected), below_5 = mean(t$expected < 5),
    fisher_p = if (n < 300 && prod(dim(m)) <= 12) fisher.test(m, workspace = 2e8)$p.value else NULL)
}
two <- function(v) {
  m <- matrix(v, 2, byrow = TRUE); out <- every(m); n1 <- v[1] + v[2]; n2 <- v[3] + v[4]
  y <- quiet(chisq.test(m, correct = TRUE)); out$yates <- unname(y$statistic); out$yates_p <- y$p.value
  p1 <- v[1] / n1; p2 <- v[3] / n2; w1 <- wilson(v[1], n1); w2 <- wilson(v[3], n2); share <- n1 / (n1 + n2)
  phi <- function(a, b) { q <- share * a + (1 - share) * b
    if (q == 0 || q == 1) 0 else (a - b) * sqrt(share * (1 - share) / (q * (1 - q))) }
  f <- phi(p1, p2)
  out$phi <- c(f, max(-1, f - sqrt((f - phi(w1[1], p2))^2 + (f - phi(p1, w2[2]))^2)),
                  min(1, f + sqrt((phi(w1[2], p2) - f)^2 + (phi(p1, w2[1]) - f)^2)))
  d <- p1 - p2
  out$rd <- c(d, d - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2), d + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2))
  out$rd_se <- sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
  if (all(v > 0)) { se <- sqrt(sum(1 / v)); l <- log(v[1] * v[4] / (v[2] * v[3]))
    out$log_or <- c(l, l - z * se, l + z * se); out$log_or_se <- se
    se <- sqrt(1 / v[1] - 1 / n1 + 1 / v[3] - 1 / n2); l <- log(p1 / p2)
    out$log_rr <- c(l, l - z * se, l + z * se); out$log_rr_se <- se }
  # the score interval of the ratio, its likelihood maximized by search
  score <- function(r) { q <- function(p) -(dbinom(v[1], n1, r * p, TRUE) + dbinom(v[3], n2, p, TRUE))
    a <- (n1 + n2) * r; b <- -(n1 * r + v[1] + n2 + v[3] * r); p <- (-b - sqrt(b^2 - 4 * a * (v[1] + v[3]))) / (2 * a)
    (p1 - r * p2) / sqrt(r * p * (1 - r * p) / n1 + r^2 * p * (1 - p) / n2) }
  if (all(v > 0)) { r <- p1 / p2
    out$rr <- c(r, exp(root(function(l) score(exp(l)) - z, log(r) - 8, log(r))), exp(root(function(l) score(exp(l)) + z, log(r), log(r) + 8))) }
  x <- max(0, v[1] + v[3] - n2):min(n1, v[1] + v[3]); lp <- dhyper(x, n1, n2, v[1] + v[3], log = TRUE)
  weight <- function(l) { w <- lp + l * x; w <- exp(w - max(w)); w / sum(w) }
  out$less <- phyper(v[1], n1, n2, v[1] + v[3]); out$greater <- phyper(v[1] - 1, n1, n2, v[1] + v[3], lower.tail = FALSE)
  out$two_sided <- fisher.test(m)$p.value
  out$mid_p <- out$two_sided - dhyper(v[1], n1, n2, v[1] + v[3]) / 2
  at <- function(f) exp(root(f, -12, 12))
  low <- function(a) if (v[1] == min(x)) 0 else at(function(l) log(sum(weight(l)[x >= v[1]])) - log(a))
  high <- function(a) if (v[1] == max(x)) Inf else at(function(l) log(sum(weight(l)[x <= v[1]])) - log(a))
  mean_of <- function() if (v[1] == min(x)) 0 else if (v[1] == max(x)) Inf else at(function(l) sum(weight(l) * x) - v[1])
  out$conditional <- word(c(mean_of(), low(.025), high(.025)))
  out
}
sex <- margin.table(Titanic, c(2, 4)); berkeley <- margin.table(UCBAdmissions, c(2, 1))
two_by_two <- list(cat_food = c(13, 2163, 5, 3349), tied = c(4, 6, 6, 4), unequal = c(2, 3, 20, 14), zero = c(0, 6, 5, 9),
  all_events = c(8, 0, 3, 9), small = c(3, 1, 1, 3), design = c(20, 37, 39, 18),
  titanic = c(sex[1, 2], sex[1, 1], sex[2, 2], sex[2, 1]), berkeley = as.vector(t(berkeley)))
alcohol <- as.matrix(aggregate(cbind(ncases, ncontrols) ~ alcgp, esoph, sum)[, -1])
rxc <- list(alcohol = alcohol, hair = margin.table(HairEyeColor, c(1, 2)), class = margin.table(Titanic, c(1, 4)),
  parity = unname(table(infert$education, infert$induced)), zeros = rbind(c(0, 8, 3, 2), c(6, 1, 4, 9), c(2, 2, 2, 2)),
  tied = rbind(c(2, 0, 1), c(0, 2, 1), c(1, 1, 2)), tall = rbind(c(10, 3), c(5, 6), c(2, 9), c(1, 1)))
rxc <- lapply(rxc, function(m) { m <- matrix(as.numeric(m), nrow(m)); every(m) })

# ---- strata: Cochran's statistic, and esoph by age (heavy against light drinkers) ----
ages <- sort(unique(as.integer(esoph$agegp)))
by_age <- lapply(ages, function(k) { s <- esoph[as.integer(esoph$agegp) == k, ]; h <- as.integer(s$alcgp) > 2
  c(sum(s$ncases[h]), sum(s$ncontrols[h]), sum(s$ncases[!h]), sum(s$ncontrols[!h])) })
strata <- list(age = by_age, bands = list(c(3, 9, 5, 6), c(8, 2, 9, 1), c(4, 6, 9, 8)),
  zeros = list(c(0, 5, 4, 12), c(6, 0, 10, 6), c(2, 18, 11, 28)),
  admissions = lapply(1:6, function(k) as.vector(t(aperm(UCBAdmissions, c(2, 1, 3))[, , k]))))
strata <- lapply(strata, function(rows) {
  m <- do.call(rbind, rows); n <- rowSums(m); x <- array(t(m[, c(1, 3, 2, 4)]), c(2, 2, nrow(m)))
  up <- sum(m[, 1] - (m[, 1] + m[, 2]) * (m[, 1] + m[, 3]) / n)
  v <- sum((m[, 1] + m[, 2]) * (m[, 3] + m[, 4]) * (m[, 1] + m[, 3]) * (m[, 2] + m[, 4]) / n^3)
  mh <- mantelhaen.test(x, correct = FALSE); corrected <- mantelhaen.test(x)
  all <- colSums(m); l <- log(all[1] * all[4] / (all[2] * all[3])); se <- sqrt(sum(1 / all))
  list(rows = rows, cochran = up^2 / v, chi2 = unname(mh$statistic), p = mh$p.value, or = unname(mh$estimate),
    ci = as.vector(mh$conf.int), corrected = unname(corrected$statistic), corrected_p = corrected$p.value,
    crude = unname(exp(c(l, l - z * se, l + z * se))))
})

write_json(list(two_by_two = lapply(two_by_two, function(v) c(list(cells = unname(v)), two(unname(v)))), rxc = rxc, strata = strata),
           "contingency.json", digits = I(17), auto_unbox = TRUE, na = "null", null = "null")
writeLines(capture.output(sessionInfo()), "contingency_session_info.txt")
