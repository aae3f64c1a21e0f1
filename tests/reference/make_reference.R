# Reference values for tests/formulas/test_reference_*.py.
# Run from this folder: Rscript make_reference.R
# Writes reference.json (inputs beside expected values) and session_info.txt.
suppressPackageStartupMessages({
  library(jsonlite); library(coin); library(exactRankTests); library(nortest)
  library(vcd); library(effectsize); library(brglm2); library(e1071)
})
quiet <- suppressWarnings

# ---- two-by-two tables: a, b (first group), c, d (second group) ----
tables <- list(c(20, 37, 39, 18), c(3, 1, 1, 3), c(0, 5, 9, 7), c(12, 0, 8, 20), c(1, 4, 2, 14),
               c(56, 14, 48, 32), c(5, 0, 0, 7), c(141, 96, 60, 81), c(700, 300, 2400, 900))
two_by_two <- lapply(tables, function(v) {
  m <- matrix(v, 2, byrow = TRUE)
  plain <- quiet(chisq.test(m, correct = FALSE)); yates <- quiet(chisq.test(m, correct = TRUE))
  assoc <- quiet(assocstats(m))
  out <- list(
    cells = v, chi2 = unname(plain$statistic), p = plain$p.value,
    yates = unname(yates$statistic), yates_p = yates$p.value,
    g = assoc$chisq_tests["Likelihood Ratio", 1], g_p = assoc$chisq_tests["Likelihood Ratio", 3],
    fisher_p = fisher.test(m)$p.value, min_expected = min(plain$expected),
    phi = cor(rep(c(1, 1, 0, 0), v), rep(c(1, 0, 1, 0), v)))
  if (all(v > 0)) {
    lor <- vcd::oddsratio(m, log = TRUE)
    out$log_or <- unname(coef(lor)); out$log_or_se <- sqrt(vcov(lor)[1, 1])
    out$or_ci <- unname(exp(confint(lor))[1, ])
  }
  out
})

# ---- larger tables ----
rxc <- lapply(list(list(c(10, 5, 2), c(3, 6, 9)), list(c(12, 4), c(5, 9), c(1, 15)),
                   list(c(0, 8, 3, 2), c(6, 1, 4, 9), c(2, 2, 2, 2)),
                   list(c(30, 28, 33), c(29, 31, 30))), function(rows) {
  m <- do.call(rbind, rows)
  test <- quiet(chisq.test(m, correct = FALSE)); assoc <- quiet(assocstats(m))
  v <- cramers_v(m, adjust = FALSE, alternative = "two.sided", ci = .95)
  list(counts = rows, chi2 = unname(test$statistic), df = unname(test$parameter),
       p = test$p.value, g = assoc$chisq_tests["Likelihood Ratio", 1], v = assoc$cramer,
       v_low = v$CI_low, v_high = v$CI_high, min_expected = min(test$expected),
       fisher_p = fisher.test(m, workspace = 2e7)$p.value)
})

# ---- two samples ----
set.seed(11)
samples <- list(
  list(x = c(1, 3, 4, 5, 5), y = c(0, 1, 2, 2)),
  list(x = c(0, 0, 0, 1, 7), y = c(0, 2, 2, 9, 9, 9, 9)),
  list(x = round(rnorm(20, .4), 3), y = round(rnorm(39), 3)),
  list(x = pmax(0, round(rnorm(30, .2) * 2) / 20), y = pmax(0, round(rnorm(25, .6) * 2) / 20)),
  list(x = c(5.1, 6.2, 7.3), y = c(1.5, 2.5, 3.5, 4.5)),
  list(x = rbinom(12, 1, .4), y = rbinom(30, 1, .7)))
rank_sums <- lapply(samples, function(s) {
  plain <- wilcox.test(s$x, s$y, exact = FALSE, correct = FALSE)
  corrected <- wilcox.test(s$x, s$y, exact = FALSE, correct = TRUE)
  d <- data.frame(v = c(s$x, s$y), g = factor(rep(1:2, c(length(s$x), length(s$y)))))
  c(s, list(u_1 = unname(plain$statistic), p = plain$p.value, p_continuity = corrected$p.value,
            z = unname(statistic(wilcox_test(v ~ g, d))),
            exact_p = wilcox.exact(s$x, s$y)$p.value,
            coin_exact_p = as.numeric(pvalue(wilcox_test(v ~ g, d, distribution = "exact"))),
            rank_biserial = rank_biserial(s$x, s$y, ci = NULL)$r_rank_biserial))
})

# ---- rank correlations ----
set.seed(12)
pairs <- list(list(y = c(1, 2, 3, 4, 5, 6), x = c(2, 1, 4, 3, 6, 5)),
              list(y = mtcars$mpg, x = mtcars$hp),
              list(y = pmax(0, round(rnorm(40), 1)), x = round(rnorm(40))),
              list(y = c(3, 1, 2), x = c(1, 2, 3)))
correlations <- lapply(pairs, function(s) {
  r <- cor(rank(s$y), rank(s$x)); n <- length(s$y)
  t <- cor.test(rank(s$y), rank(s$x))
  c(s, list(rho = r, t = unname(t$statistic), p = t$p.value,
            p_spearman = quiet(cor.test(s$y, s$x, method = "spearman", exact = FALSE)$p.value)))
})

# ---- normality ----
set.seed(13)
xs <- list(c(148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236), c(1, 2, 4), c(3, 3, 5, 9),
           c(.1, .4, .4, .9, 2.5), rnorm(6), rnorm(12), mtcars$mpg, rexp(60), round(rnorm(114), 1),
           pmax(0, round(rnorm(80), 1)), rt(300, 3), rnorm(1200), rexp(5000, 3), c(1, 1, 1.0001))
samples_normal <- lapply(xs, function(x) {
  w <- shapiro.test(x); out <- list(x = x, w = unname(w$statistic), w_p = w$p.value)
  if (length(x) >= 5) out$d <- unname(lillie.test(x)$statistic)
  ks <- quiet(ks.test(x, "pnorm", mean(x), sd(x), exact = FALSE))
  out$d_ks <- unname(ks$statistic)
  if (!anyDuplicated(x) && length(x) < 1000)
    out$ks_p <- ks.test(x, "pnorm", mean(x), sd(x), exact = TRUE)$p.value
  out$skewness <- skewness(x, type = 1); out$kurtosis <- kurtosis(x, type = 1)
  out
})

# ---- logistic regression ----
data(endometrial)
models <- list(list(y = endometrial$HG, x = as.matrix(endometrial[, c("PI", "EH")])),
               list(y = infert$case, x = as.matrix(infert[, c("spontaneous", "induced", "age")])),
               list(y = mtcars$am, x = as.matrix(mtcars[, c("hp", "wt")])),
               list(y = rep(c(1, 0, 1, 0), c(20, 37, 39, 18)),
                    x = cbind(sme = rep(c(1, 1, 0, 0), c(20, 37, 39, 18)))))
logits <- lapply(models, function(s) {
  f <- glm(s$y ~ s$x, family = binomial, control = list(epsilon = 1e-14, maxit = 100))
  # glm's standard errors have the weights of the last but one iteration: iterate once more
  f <- glm(s$y ~ s$x, family = binomial, start = coef(f), control = list(epsilon = 1e-14))
  k <- summary(f)$coefficients
  list(y = s$y, x = unname(split(s$x, row(s$x))), names = colnames(s$x),
       beta = unname(k[, 1]), se = unname(k[, 2]), z = unname(k[, 3]), p = unname(k[, 4]),
       low = unname(confint.default(f)[, 1]), high = unname(confint.default(f)[, 2]),
       ll = as.numeric(logLik(f)), ll0 = -f$null.deviance / 2, aic = AIC(f), bic = BIC(f),
       chi2 = f$null.deviance - f$deviance,
       chi2_p = pchisq(f$null.deviance - f$deviance, ncol(s$x), lower.tail = FALSE),
       mcfadden = 1 - f$deviance / f$null.deviance)
})

# ---- Firth: estimates by brglm2, tests and limits by optimizing the penalized likelihood ----
penalized <- function(b, X, y) {
  eta <- drop(X %*% b); p <- plogis(eta)
  sum(y * eta - log1p(exp(eta))) +
    .5 * as.numeric(determinant(crossprod(X * sqrt(p * (1 - p))))$modulus)
}
with_fixed <- function(j, value, start, X, y) {
  free <- function(b) { full <- numeric(ncol(X)); full[j] <- value; full[-j] <- b
    -penalized(full, X, y) }
  if (ncol(X) == 2) return(-optimize(free, start[-j] + c(-15, 15), tol = 1e-12)$objective)
  b <- start[-j]
  for (i in 1:4) b <- optim(b, free, method = "BFGS",
                            control = list(reltol = 1e-16, maxit = 2000))$par
  -free(b)
}
firths <- lapply(list(
  list(y = endometrial$HG, x = as.matrix(endometrial[, c("NV", "PI", "EH")])),
  list(y = mtcars$am, x = as.matrix(mtcars[, c("hp", "wt")])),
  list(y = c(0, 0, 0, 0, 1, 1, 1, 1, 1), x = cbind(x = c(0, 0, 0, 1, 1, 1, 1, 1, 1)))),
  function(s) {
    X <- cbind(1, s$x)
    f <- glm(s$y ~ s$x, family = binomial, method = "brglmFit", type = "AS_mean",
             epsilon = 1e-12, maxit = 10000)
    b <- unname(coef(f)); se <- unname(sqrt(diag(vcov(f)))); top <- penalized(b, X, s$y)
    scale <- c(1, apply(s$x, 2, sd)); Z <- sweep(X, 2, scale, "/"); g <- b * scale
    shift <- penalized(g, Z, s$y) - top
    drop_at <- function(j, v) 2 * (top - (with_fixed(j, v, g, Z, s$y) - shift))
    crit <- qchisq(.95, 1)
    chi2 <- sapply(seq_along(b), function(j) drop_at(j, 0))
    limit <- function(j, side) {
      span <- se[j] * scale[j]
      end <- g[j] + side * span
      while (drop_at(j, end) < crit) end <- end + side * span
      uniroot(function(v) drop_at(j, v) - crit, sort(c(g[j], end)), tol = 1e-10)$root / scale[j]
    }
    list(y = s$y, x = unname(split(s$x, row(s$x))), names = colnames(s$x), beta = b, se = se,
         penalized_ll = top, chi2 = chi2, p = pchisq(chi2, 1, lower.tail = FALSE),
         low = sapply(seq_along(b), limit, -1), high = sapply(seq_along(b), limit, 1))
  })

# ---- pooled score test, written out with ave() and rowsum() ----
set.seed(14)
panels <- list(c(30, 3), c(12, 2), c(50, 4))
scores <- lapply(panels, function(size) {
  d <- expand.grid(firm = seq_len(size[1]), cell = seq_len(size[2]))
  d$x <- as.numeric((d$firm %% 3 == 0) != (runif(nrow(d)) < .1))
  d$y <- pmax(0, round(rnorm(size[1])[d$firm] + rnorm(nrow(d)) - .4 * d$x, 1))
  d <- d[runif(nrow(d)) > .15, ]
  centre <- function(v) v - ave(v, d$cell)
  sy <- centre(ave(d$y, d$cell, FUN = rank)); sx <- centre(d$x)
  t <- rowsum(sy * sx, d$firm)[, 1]; b <- rowsum(sy^2, d$firm)[, 1]; c <- rowsum(sx^2, d$firm)[, 1]
  z <- sum(t) / sqrt(sum(t^2)); g <- length(t); B <- sum(b); C <- sum(c); r <- sum(t) / sqrt(B * C)
  influence <- (t - r * (b * sqrt(C / B) + c * sqrt(B / C)) / 2) / sqrt(B * C)
  # the same standard error by the jackknife, whose agreement is only approximate
  jack <- sapply(seq_len(g), function(i) sum(t[-i]) / sqrt(sum(b[-i]) * sum(c[-i])))
  se <- sqrt(g / (g - 1) * sum(influence^2)); half <- qt(.975, g - 1) * se / (1 - r^2)
  list(y = d$y, x = d$x, cell = d$cell, firm = d$firm, z = z, df = g - 1,
       p = 2 * pt(-abs(z), g - 1), r = r, se = se,
       se_jackknife = sqrt((g - 1) / g * sum((jack - mean(jack))^2)),
       low = tanh(atanh(r) - half), high = tanh(atanh(r) + half))
})

write_json(list(two_by_two = two_by_two, rxc = rxc, rank_sums = rank_sums,
                correlations = correlations, normality = samples_normal, logits = logits,
                firths = firths, scores = scores),
           "reference.json", digits = I(17), auto_unbox = TRUE)
writeLines(capture.output(sessionInfo()), "session_info.txt")
