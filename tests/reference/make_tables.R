# Reference values for test_reference_exact_tables.py, test_reference_strata.py,
# test_reference_agreement.py and test_multiplicity.py in tests/formulas.
# Run from this folder: Rscript make_tables.R
# Writes tables.json (inputs beside expected values) and tables_session_info.txt.
# Real data: datasets::UCBAdmissions, Titanic, ToothGrowth, airquality, warpbreaks, PlantGrowth
# (part of R, GPL-2 | GPL-3), vcd::SexualFun, vcd::MSPatients (GPL-2); counts and values published
# in the sources named in their help pages.
suppressPackageStartupMessages({
  library(jsonlite); library(vcd); library(epiR); library(epitools); library(metafor)
  library(effectsize); library(psych)
})
quiet <- function(x) suppressMessages(suppressWarnings(x))
z <- qnorm(.975)
# infinity is a word in the file
word <- function(x) lapply(unname(x), function(v) if (is.infinite(v)) "Inf" else v)
root <- function(f, low, high) quiet(uniroot(f, c(low, high), tol = 1e-15, maxiter = 10000))$root

# ---- two-by-two tables: a, b (first group), c, d (second group) ----
sex <- margin.table(Titanic, c(2, 4)) # Titanic: sex by survival
tables <- list(c(20, 37, 39, 18), c(3, 1, 1, 3), c(0, 5, 9, 7), c(12, 0, 8, 20), c(1, 4, 2, 14),
               c(56, 14, 48, 32), c(5, 0, 0, 7), c(141, 96, 60, 81), c(7, 12, 8, 3), c(7, 27, 1, 33),
               c(2, 18, 11, 28), c(0, 5, 0 + 3, 13))
large <- list(c(sex["Male", "Yes"], sex["Male", "No"], sex["Female", "Yes"], sex["Female", "No"]),
              c(700, 300, 2400, 900))

# noncentral hypergeometric distribution of the first cell, log-odds ratio given
cell <- function(v) {
  n1 <- v[1] + v[2]; n2 <- v[3] + v[4]; m <- v[1] + v[3]
  x <- max(0, m - n2):min(n1, m)
  list(x = x, p = function(l) { w <- dhyper(x, n1, n2, m, log = TRUE) + l * x
    w <- exp(w - max(w)); w / sum(w) })
}
conditional <- function(v) {
  k <- cell(v); a <- v[1]; x <- k$x; span <- c(-40, 40)
  solve <- function(f) exp(root(f, span[1], span[2]))
  c(if (a == min(x)) 0 else if (a == max(x)) Inf else solve(function(l) sum(k$p(l) * x) - a),
    if (a == min(x)) 0 else solve(function(l) log(sum(k$p(l)[x >= a])) - log(.025)),
    if (a == max(x)) Inf else solve(function(l) log(sum(k$p(l)[x <= a])) - log(.025)))
}
fisher_of <- function(a, n1, c, n2) {
  m <- a + c; x <- max(0, m - n2):min(n1, m); p <- dhyper(x, n1, n2, m)
  sum(p[p <= dhyper(a, n1, n2, m) * (1 + 1e-7)])
}
# every table listed, its probability written out, each interval of a fine grid searched
unconditional <- function(v, order) {
  n1 <- v[1] + v[2]; n2 <- v[3] + v[4]
  all <- outer(0:n1, 0:n2, Vectorize(function(i, j) order(i, n1, j, n2)))
  inside <- all <= order(v[1], n1, v[3], n2) * (1 + 1e-7)
  f <- function(s) sum(outer(dbinom(0:n1, n1, s), dbinom(0:n2, n2, s))[inside])
  grid <- sin(seq(0, pi / 2, length.out = 400))^2
  at <- sapply(grid, f); best <- which(at >= .97 * max(at))
  max(at, sapply(best, function(i) optimize(f, grid[c(max(1, i - 1), min(400, i + 1))],
                                            maximum = TRUE, tol = 1e-12)$objective))
}
one_over_z2 <- function(a, n1, c, n2) {
  p <- (a + c) / (n1 + n2)
  if (p == 0 || p == 1 || a / n1 == c / n2) return(Inf)
  (p * (1 - p) * (1 / n1 + 1 / n2)) / (a / n1 - c / n2)^2
}
two <- function(v, small) {
  v <- unname(v); m <- matrix(v, 2, byrow = TRUE); n <- sum(v)
  test <- quiet(chisq.test(m, correct = FALSE)); g <- quiet(assocstats(m))$chisq_tests
  score <- epiR:::zRRscore(v, .95)
  f <- quiet(fisher.test(m)); con <- conditional(v)
  out <- list(cells = v, n_1 = unname(test$statistic) * (n - 1) / n,
    n_1_p = pchisq(unname(test$statistic) * (n - 1) / n, 1, lower.tail = FALSE),
    g = g["Likelihood Ratio", 1], g_p = g["Likelihood Ratio", 3],
    mid_p = f$p.value - dhyper(v[1], v[1] + v[2], v[3] + v[4], v[1] + v[3]) / 2,
    conditional = word(con), fisher = word(c(f$estimate, f$conf.int)),
    rr = word(unlist(score)))
  if (all(v > 0)) {
    katz <- quiet(epitools::riskratio(m[2:1, 2:1], method = "wald"))$measure[2, ]
    out$katz <- unname(katz)
  }
  if (small) {
    out$boschloo <- unconditional(v, fisher_of); out$barnard <- unconditional(v, one_over_z2)
  }
  out
}
two_by_two <- c(lapply(tables, two, TRUE), lapply(large, two, FALSE))

# ---- larger tables; the third is job satisfaction, Agresti (2002), as in ?fisher.test ----
rxc <- lapply(list(list(c(10, 5, 2), c(3, 6, 9)), list(c(0, 8, 3, 2), c(6, 1, 4, 9), c(2, 2, 2, 2)),
                   list(c(1, 3, 10, 6), c(2, 3, 10, 7), c(1, 6, 14, 12), c(0, 1, 9, 11)),
                   list(c(20, 37), c(39, 18)), list(c(3, 1, 0, 0), c(1, 2, 2, 5), c(0, 0, 3, 4))),
  function(rows) {
    m <- do.call(rbind, rows); test <- quiet(chisq.test(m, correct = FALSE))
    list(counts = rows, expected = unname(test$expected), residual = unname(test$stdres),
         corrected_v = effectsize::cramers_v(m, adjust = TRUE)$Cramers_v_adjusted,
         fisher_p = fisher.test(m, workspace = 2e8)$p.value)
  })

# ---- strata of two-by-two tables ----
as_rows <- function(x) lapply(seq_len(dim(x)[3]), function(k) as.vector(t(x[, , k])))
from_rows <- function(rows) array(unlist(lapply(rows, function(v) t(matrix(v, 2)))), c(2, 2, length(rows)))
strata <- list(
  admissions = as_rows(aperm(UCBAdmissions, c(2, 1, 3))),
  titanic = as_rows(aperm(Titanic[, , "Adult", ], c(2, 3, 1))[, 2:1, ]),
  bands = list(c(3, 9, 5, 6), c(8, 2, 9, 1), c(4, 6, 9, 8)),
  zeros = list(c(0, 5, 4, 12), c(6, 0, 10, 6), c(2, 18, 11, 28)),
  single = list(c(20, 37, 39, 18)),
  with_constant = list(c(3, 9, 5, 6), c(6, 0, 7, 0), c(8, 4, 9, 12)))
breslow_day <- function(x, psi) {
  parts <- sapply(seq_len(dim(x)[3]), function(k) {
    t <- x[, , k]; n1 <- sum(t[1, ]); n2 <- sum(t[2, ]); m <- sum(t[, 1])
    e <- root(function(e) e * (n2 - m + e) - psi * (n1 - e) * (m - e), max(0, m - n2), min(n1, m))
    c(t[1, 1] - e, 1 / sum(1 / c(e, n1 - e, m - e, n2 - m + e)))
  })
  plain <- sum(parts[1, ]^2 / parts[2, ])
  c(plain, plain - sum(parts[1, ])^2 / sum(parts[2, ]))
}
klingenberg <- function(x) {
  f <- function(delta) {
    n1 <- x[1, 1, ] + x[1, 2, ]; n2 <- x[2, 1, ] + x[2, 2, ]; n <- n1 + n2
    a <- x[1, 1, ]; c <- x[2, 1, ]; w <- sum(n1 * n2 / n)
    P <- sum((n1^2 * c - n2^2 * a + n1 * n2 * (n2 - n1) / 2) / n^2)
    Q <- sum((a * (n2 - c) + c * (n1 - a)) / (2 * n))
    d <- sum((a * n2 - c * n1) / n) / w
    c(d, (d - delta)^2 - z^2 * (delta * P + Q) / w^2)
  }
  d <- f(0)[1]
  sapply(c(-2, 2), function(end) root(function(x) f(x)[2], d, end))
}
stratified <- lapply(strata, function(rows) {
  x <- from_rows(rows); keep <- apply(x, 3, function(t) all(colSums(t) > 0)); y <- x[, , keep, drop = FALSE]
  df <- as.data.frame(do.call(rbind, rows)); names(df) <- c("a", "b", "c", "d"); df <- as.list(df)
  # mantelhaen.test refuses a single stratum: an empty second one changes nothing but its n > 1
  more <- if (dim(y)[3] == 1) array(c(y, 1e-12, 1, 1e-12, 1), c(2, 2, 2)) else y
  plain <- mantelhaen.test(more, correct = FALSE); corrected <- mantelhaen.test(more, correct = TRUE)
  or <- quiet(rma.mh(ai = df$a, bi = df$b, ci = df$c, di = df$d, measure = "OR", drop00 = TRUE))
  rd <- quiet(rma.mh(ai = df$a, bi = df$b, ci = df$c, di = df$d, measure = "RD", drop00 = FALSE))
  out <- list(rows = rows, single = dim(y)[3] == 1, chi2 = unname(plain$statistic), p = plain$p.value,
    chi2_corrected = unname(corrected$statistic), p_corrected = corrected$p.value,
    or = unname(plain$estimate), or_ci = as.vector(plain$conf.int),
    metafor_log_or = as.vector(or$beta), metafor_se = or$se, metafor_tarone = or$TA,
    rd = as.vector(rd$beta), rd_se = rd$se, rd_ci = klingenberg(x))
  if (dim(y)[3] > 1) {
    out$breslow_day <- breslow_day(y, unname(plain$estimate))
    long <- do.call(rbind, lapply(seq_len(dim(y)[3]), function(k) data.frame(
      s = k, g = c(1, 0), yes = y[, 1, k], no = y[, 2, k])))
    strict <- glm.control(epsilon = 1e-15, maxit = 200)
    small <- glm(cbind(yes, no) ~ factor(s) + g, binomial, long, control = strict)
    out$lr <- deviance(small); out$lr_df <- df.residual(small); out$ml_or <- unname(exp(coef(small)["g"]))
    out$lr_p <- pchisq(out$lr, out$lr_df, lower.tail = FALSE)
  }
  out
})

# ---- rank-biserial correlations in strata ----
air <- na.omit(airquality)
ranked <- list(
  tooth_growth = list(y = ToothGrowth$len, first = ToothGrowth$supp == "OJ", s = ToothGrowth$dose),
  warpbreaks = list(y = warpbreaks$breaks, first = warpbreaks$wool == "A", s = as.integer(warpbreaks$tension)),
  ozone = list(y = air$Ozone, first = air$Wind < 9, s = air$Month))
rank_strata <- lapply(ranked, function(d) {
  parts <- sapply(sort(unique(d$s)), function(k) {
    x <- d$y[d$s == k & d$first]; y <- d$y[d$s == k & !d$first]
    above <- outer(x, y, ">") + outer(x, y, "==") / 2
    w <- c(var(rowMeans(above)) / length(x), var(colMeans(above)) / length(y))
    c(2 * mean(above) - 1, 4 * sum(w), sum(w)^2 / sum(w^2 / (c(length(x), length(y)) - 1)),
      length(x) * length(y) / (length(x) + length(y) + 1))
  })
  parts <- parts[, is.finite(parts[2, ])] # a group of one has no variance
  fit <- rma(yi = parts[1, ], vi = parts[2, ], method = "EE")
  w <- 1 / parts[2, ]; k <- length(w); l <- sum((1 - w / sum(w))^2 / parts[3, ])
  f <- fit$QE / (k - 1) / (1 + 2 * (k - 2) * l / (k^2 - 1))
  v <- parts[4, ] / sum(parts[4, ]); se <- sqrt(sum(v^2 * parts[2, ])); r <- sum(v * parts[1, ])
  df <- se^4 / sum((v^2 * parts[2, ])^2 / parts[3, ])
  list(y = d$y, first = d$first, s = d$s, q = fit$QE, q_p = fit$QEp, f = f,
       f_p = pf(f, k - 1, (k^2 - 1) / (3 * l), lower.tail = FALSE), r = r, se = se,
       ci = r + c(-1, 1) * qt(.975, df) * se)
})
# Welch's test itself, on means
means <- lapply(split(PlantGrowth$weight, PlantGrowth$group), function(x) c(mean(x), var(x) / length(x), length(x) - 1))
welch <- oneway.test(weight ~ group, PlantGrowth)
welch <- list(parts = do.call(rbind, means), f = unname(welch$statistic), df = unname(welch$parameter), p = welch$p.value)

# ---- adjusted p-values; NA counts where n says so ----
ps <- list(c(.01, .04, .03), c(.001, .001, .2, .9, .05, .05), c(.3), c(0, 1, .5, .02), c(.04, NA, .01, .012, NA))
adjusted <- lapply(ps, function(p) list(p = p, by_n = lapply(c(length(p), length(p) + 4), function(n) {
  methods <- c("bonferroni", "holm", "hochberg", "BH", "BY")
  c(list(n = n), sapply(methods, function(m) p.adjust(p, m, n), simplify = FALSE))
})))

# ---- two raters ----
k_of <- function(p, w) {
  e <- sum(w * outer(rowSums(p), colSums(p))); (sum(w * p) - e) / (1 - e)
}
gradient <- function(f, p) { # central differences of high order
  sapply(seq_along(p), function(i) { h <- 1e-3
    at <- function(s) { q <- p; q[i] <- q[i] + s * h; f(q) }
    (at(-4) / 280 - 4 * at(-3) / 105 + at(-2) / 5 - 4 * at(-1) / 5 + 4 * at(1) / 5 - at(2) / 5 +
       4 * at(3) / 105 - at(4) / 280) / h })
}
delta_se <- function(f, p, n) { g <- gradient(f, p); sqrt((sum(p * g^2) - sum(p * g)^2) / n) }
square <- list(sexual_fun = unclass(SexualFun), patients = unclass(MSPatients[, , 1]),
  patients_2 = unclass(MSPatients[, , 2]), diagnoses = matrix(c(88, 10, 2, 14, 40, 6, 18, 10, 12), 3, byrow = TRUE),
  zeros = matrix(c(9, 2, 0, 0, 1, 4, 0, 3, 0, 0, 0, 0, 0, 2, 0, 7), 4, byrow = TRUE),
  two = matrix(c(20, 5, 10, 15), 2, byrow = TRUE), below_chance = matrix(c(1, 7, 9, 4), 2, byrow = TRUE))
kappas <- lapply(square, function(m) {
  m <- unname(as.matrix(m)); storage.mode(m) <- "double"; dimnames(m) <- NULL
  k <- nrow(m); n <- sum(m); d <- abs(row(m) - col(m)) / (k - 1); p <- m / n
  sapply(c("unweighted", "linear", "quadratic"), function(name) {
    w <- switch(name, unweighted = diag(k), linear = 1 - d, quadratic = 1 - d^2)
    full <- vcd::Kappa(m, weights = if (name == "quadratic") "Fleiss-Cohen" else "Equal-Spacing")
    one <- if (name == "unweighted") full$Unweighted else full$Weighted
    ps <- quiet(psych::cohen.kappa(m, w = 1 - w))
    f <- function(q) k_of(matrix(q, k), w)
    list(estimate = unname(one[1]), se = unname(one[2]),
         delta_se = delta_se(f, as.vector(p), n),
         null_se = delta_se(f, as.vector(outer(rowSums(p), colSums(p))), n),
         psych = if (name == "unweighted") ps$kappa else ps$weighted.kappa,
         psych_se = sqrt(if (name == "unweighted") ps$var.kappa else ps$var.weighted))
  }, simplify = FALSE) -> by_weight
  list(counts = m, by_weight = by_weight)
})

# ---- several raters: Gwet's variance is n / (n - 1) times that of the infinitesimal jackknife ----
set.seed(17)
several <- list(
  random = t(sapply(1:20, function(i) tabulate(sample(3, 4, TRUE, c(.6, .3, .1)[c(i %% 3 + 1, 1, 2)]), 3))),
  near = rbind(c(5, 0), c(5, 0), c(4, 1), c(0, 5), c(1, 4), c(5, 0), c(0, 5)),
  unused = rbind(c(2, 0, 0, 1), c(0, 3, 0, 0), c(1, 2, 0, 0), c(3, 0, 0, 0), c(0, 0, 0, 3)))
fleiss <- function(counts, w = rep(1, nrow(counts))) {
  m <- sum(counts[1, ]); w <- w / sum(w); p <- colSums(w * counts) / m
  a <- sum(w * rowSums(counts * (counts - 1))) / (m * (m - 1)); (a - sum(p^2)) / (1 - sum(p^2))
}
fleiss_kappas <- lapply(several, function(counts) {
  n <- nrow(counts); m <- sum(counts[1, ]); p <- colSums(counts) / (n * m); q <- 1 - p
  g <- gradient(function(w) fleiss(counts, w), rep(1 / n, n))
  influence <- g - mean(g)
  list(counts = counts, kappa = fleiss(counts), se = sqrt(sum(influence^2) / (n * (n - 1))),
    null_se = sqrt(2) / (sum(p * q) * sqrt(n * m * (m - 1))) * sqrt(sum(p * q)^2 - sum(p * q * (q - p))),
    by_category = 1 - colSums(counts * (m - counts)) / (n * m * (m - 1) * p * q))
})

# ---- Krippendorff's alpha, pair by pair as defined ----
alpha_of <- function(x, metric) {
  x <- x[, colSums(!is.na(x)) >= 2, drop = FALSE]; v <- x[!is.na(x)]; n <- length(v)
  d2 <- function(c, k) switch(metric, nominal = as.numeric(c != k), interval = (c - k)^2,
    ratio = if (c + k == 0) 0 else ((c - k) / (c + k))^2,
    ordinal = { if (c == k) 0 else { lo <- min(c, k); hi <- max(c, k)
      (sum(v >= lo & v <= hi) - (sum(v == lo) + sum(v == hi)) / 2)^2 } })
  observed <- sum(apply(x, 2, function(u) { u <- u[!is.na(u)]
    sum(outer(u, u, Vectorize(d2))) / (length(u) - 1) })) / n
  1 - observed / (sum(outer(v, v, Vectorize(d2))) / (n * (n - 1)))
}
hole <- NA
rated <- list(
  krippendorff_2011 = rbind(c(1, 2, 3, 3, 2, 1, 4, 1, 2, hole, hole, hole), c(1, 2, 3, 3, 2, 2, 4, 1, 2, 5, hole, 3),
    c(hole, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, hole), c(1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, hole)),
  zeros = rbind(c(0, 0, 2.5, 3, 7, 0), c(0, 1, 2.5, 4, 6, hole), c(0, 0, 3, hole, 7.5, 1)),
  two_raters = rbind(c(1, 2, 2, 3, 1, 1, 2), c(1, 2, 3, 3, 1, 2, 1)))
alphas <- lapply(rated, function(x) c(list(values = x),
  sapply(c("nominal", "ordinal", "interval", "ratio"), function(m) alpha_of(x, m), simplify = FALSE)))

write_json(list(two_by_two = two_by_two, rxc = rxc, strata = stratified, rank_strata = rank_strata,
                welch = welch, adjusted = adjusted, kappas = kappas, fleiss = fleiss_kappas, alphas = alphas),
           "tables.json", digits = I(17), auto_unbox = TRUE, na = "null")
writeLines(capture.output(sessionInfo()), "tables_session_info.txt")
