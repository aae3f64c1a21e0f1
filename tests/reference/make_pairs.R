# Reference values for tests/stats/test_reference_*.py: two and several groups, trend, association.
# Run from this folder: Rscript make_pairs.R
# Writes pairs.json (inputs beside expected values) and pairs_session_info.txt.
# Packages and licences: coin GPL-2, effectsize MIT, rstatix GPL-2, jsonlite MIT; data sets of R
# itself (airquality, mtcars, sleep, InsectSprays, esoph, infert, warpbreaks), GPL-2 or GPL-3.
suppressPackageStartupMessages({library(jsonlite); library(coin); library(effectsize); library(rstatix)})
quiet <- function(x) suppressMessages(suppressWarnings(x))
set.seed(73)
heap <- function(n, shift = 0) pmax(0, round((rnorm(n, shift)) * 2) / 20)

# ---- two groups: every version of the Mann-Whitney test, and means ----
ozone <- lapply(split(airquality$Ozone, airquality$Month), function(v) v[!is.na(v)])
samples <- list(
  ozone = list(x = ozone[["8"]], y = ozone[["5"]]),
  sleep = list(x = sleep$extra[sleep$group == 1], y = sleep$extra[sleep$group == 2]),
  mpg = list(x = mtcars$mpg[mtcars$am == 1], y = mtcars$mpg[mtcars$am == 0]),
  zeros = list(x = heap(20, .2), y = heap(39, .6)),
  small = list(x = round(rnorm(5, 1), 3), y = round(rnorm(16, 0, 2), 3)),
  apart = list(x = c(7, 8, 8, 9), y = c(1, 2, 2, 3, 4, 5.5)),
  alone = list(x = I(4.5), y = c(1, 3, 4, 5, 6, 7, 7)))
shrunk <- function(x, y, alpha) {  # of superiority, on the logit scale; not for groups apart
  n <- length(x); k <- length(y); r <- rank(c(x, y)); th <- (mean(r[1:n]) - (n + 1) / 2) / k
  vx <- var((r[1:n] - rank(x)) / k); vy <- var((r[n + 1:k] - rank(y)) / n)
  a <- ((n - 1) * vx + th * (1 - th) / 2) / n^2; b <- ((k - 1) * vy + th * (1 - th) / 2) / k^2
  df <- (a + b)^2 / (a^2 / (n - 1) + b^2 / (k - 1))
  plogis(qlogis(th) + c(-1, 1) * qt(1 - alpha / 2, df) * sqrt(a + b) / (th * (1 - th)))
}
newcombe5 <- function(th, m, n, alpha) {  # method 5, by its definition
  z <- qnorm(1 - alpha / 2); N <- (m + n) / 2 - 1
  v <- function(t) t * (1 - t) * (1 + N * ((1 - t) / (2 - t) + t / (1 + t))) / (m * n)
  f <- function(t) abs(th - t) - z * sqrt(v(t))
  c(if (th == 0) 0 else uniroot(f, c(1e-15, th - 1e-12), tol = 1e-15)$root,
    if (th == 1) 1 else uniroot(f, c(th + 1e-12, 1 - 1e-15), tol = 1e-15)$root)
}
two <- lapply(samples, function(s) {
  x <- s$x; y <- s$y; n <- length(x); m <- length(y); r <- rank(c(x, y))
  plain <- quiet(wilcox.test(x, y, exact = FALSE, correct = FALSE))
  corrected <- quiet(wilcox.test(x, y, exact = FALSE, correct = TRUE))
  frame <- data.frame(v = c(x, y), g = factor(rep(1:2, c(n, m))))
  theta <- unname(plain$statistic) / (n * m)
  all <- sort(outer(x, y, "-")); k <- qwilcox(.025, n, m)
  out <- list(x = x, y = y, w = unname(plain$statistic), theta = theta,
    rank_sums = c(sum(r[1:n]), sum(r[n + 1:m])), mean_ranks = c(mean(r[1:n]), mean(r[n + 1:m])),
    z = as.numeric(statistic(coin::wilcox_test(v ~ g, frame))), p = plain$p.value,
    corrected_p = corrected$p.value,
    exact_p = as.numeric(pvalue(coin::wilcox_test(v ~ g, frame, distribution = "exact"))),
    ci = if (n > 1 && theta < 1) shrunk(x, y, .05) else newcombe5(theta, n, m, .05),
    shift = median(all), shift_exact = if (k > 0) c(all[k], all[n * m + 1 - k]) else NULL)
  if (n > 1) {
    out$shift_ci <- c(quiet(wilcox.test(x, y, exact = FALSE, correct = FALSE, conf.int = TRUE, tol.root = 1e-13))$conf.int)
    out$shift_corrected <- c(quiet(wilcox.test(x, y, exact = FALSE, correct = TRUE, conf.int = TRUE, tol.root = 1e-13))$conf.int)
    w <- t.test(x, y); t <- t.test(x, y, var.equal = TRUE)
    d <- effectsize::cohens_d(x, y); g <- effectsize::hedges_g(x, y)
    out$welch <- list(t = unname(w$statistic), df = unname(w$parameter), p = w$p.value, se = w$stderr,
                      difference = mean(x) - mean(y), ci = c(w$conf.int))
    out$student <- list(t = unname(t$statistic), df = unname(t$parameter), p = t$p.value, se = t$stderr,
                        ci = c(t$conf.int))
    limit <- function(q) uniroot(function(ncp) quiet(pt(out$student$t, out$student$df, ncp)) - q,
                                 out$student$t + c(-12, 12), tol = 1e-14)$root
    limits <- sapply(c(.975, .025), limit) * sqrt(1 / n + 1 / m)
    out$d <- list(estimate = d$Cohens_d, ci = limits, effectsize = c(d$CI_low, d$CI_high))
    out$g <- list(estimate = g$Hedges_g, ci = limits * g$Hedges_g / d$Cohens_d)
  }
  out
})

# ---- several groups: Dunn's comparisons with every adjustment ----
several <- list(
  airquality = { d <- na.omit(airquality[, c("Ozone", "Month")]); list(y = d$Ozone, g = d$Month) },
  sprays = list(y = InsectSprays$count, g = as.integer(InsectSprays$spray)),
  unequal = list(y = c(heap(5), heap(16, .4), heap(8, .9)), g = rep(1:3, c(5, 16, 8))))
groups <- lapply(several, function(s) {
  frame <- data.frame(y = s$y, g = factor(s$g)); k <- kruskal.test(y ~ g, frame)
  z <- as.data.frame(dunn_test(frame, y ~ g, p.adjust.method = "none"))
  n <- length(s$y); r <- rank(s$y); sizes <- table(s$g); t <- table(s$y)
  se <- sqrt((n * (n + 1) - sum(t^3 - t) / (n - 1)) / 12 *
               (1 / sizes[z$group1] + 1 / sizes[z$group2]))
  c(s, list(h = unname(k$statistic), df = unname(k$parameter), p = k$p.value,
            epsilon = unname(effectsize::rank_epsilon_squared(y ~ g, data = frame, ci = NULL)[[1]]),
            eta = unname(kruskal_effsize(frame, y ~ g)$effsize),
            mean_ranks = unname(c(tapply(r, s$g, mean))),
            terms = paste(z$group1, "-", z$group2), z = -z$statistic, raw = z$p, se = unname(c(se)),
            adjusted = sapply(c("bonferroni", "holm", "hochberg", "BH", "BY"), function(m)
              p.adjust(z$p, m), simplify = FALSE)))
})

# ---- trend of shares: chi-squares ----
esophagus <- aggregate(cbind(ncases, ncontrols) ~ agegp, esoph, sum)
trends <- list(
  smokers = list(events = c(83, 90, 129, 70), n = c(86, 93, 136, 82), scores = 0:3),
  esoph = list(events = esophagus$ncases, n = esophagus$ncases + esophagus$ncontrols, scores = 0:5),
  uneven = list(events = c(0, 3, 2, 9), n = c(5, 16, 4, 11), scores = c(0, 5, 25, 75)),
  none = list(events = c(0, 0, 2), n = c(5, 16, 8), scores = c(.5, 1, 4)))
trend <- lapply(trends, function(s) {
  test <- quiet(prop.trend.test(s$events, s$n, s$scores))
  rest <- unname(quiet(prop.test(s$events, s$n, correct = FALSE))$statistic - test$statistic)
  y <- rep(rep(c(1, 0), length(s$n)), c(rbind(s$events, s$n - s$events))); x <- rep(s$scores, s$n)
  k <- length(s$n)
  linear <- as.numeric(statistic(independence_test(y ~ x, data.frame(x = x, y = y))))
  wilson <- function(k, n) { z <- qnorm(.975); p <- k / n
    (p + z^2 / (2 * n) + c(-1, 1) * z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))) / (1 + z^2 / n) }
  p <- s$events / s$n; w <- s$n * (s$scores - mean(x)) / sum((x - mean(x))^2); slope <- sum(w * p)
  l <- mapply(wilson, s$events, s$n)
  l[1, s$events == 0] <- 0
  down <- ifelse(w > 0, p - l[1, ], p - l[2, ]); up <- ifelse(w > 0, l[2, ] - p, l[1, ] - p)
  list(events = s$events, n = s$n, scores = s$scores, chi2 = unname(test$statistic), p = test$p.value,
       sign = sign(slope), linear = linear^2, linear_p = 2 * pnorm(-abs(linear)), rest = rest,
       rest_p = pchisq(rest, k - 2, lower.tail = FALSE), slope = slope,
       se = sqrt(sum(w^2 * p * (1 - p) / s$n)),
       ci = slope + c(-1, 1) * sqrt(c(sum((w * down)^2), sum((w * up)^2))),
       exact_p = if (sum(s$n) < 300) as.numeric(pvalue(independence_test(x ~ factor(y),
         data.frame(x = x, y = y), distribution = "exact"))) else NULL)
})

# ---- rank correlation: Spearman and Kendall, asymptotic and by all pairings ----
permutations <- function(n) {
  if (n == 1) return(matrix(1))
  p <- permutations(n - 1)
  do.call(rbind, lapply(1:n, function(i) cbind(i, p + (p >= i))))
}
all_pairings <- function(x, y) {
  o <- permutations(length(y)); a <- rank(x); b <- rank(y)
  rho <- apply(o, 1, function(i) sum((a - mean(a)) * (b[i] - mean(b))))
  s <- apply(o, 1, function(i) { v <- y[i]; sum(sign(outer(x, x, "-")) * sign(outer(v, v, "-"))) })
  c(rho = mean(abs(rho) >= abs(sum((a - mean(a)) * (b - mean(b)))) - 1e-9),
    tau = mean(abs(s) >= abs(sum(sign(outer(x, x, "-")) * sign(outer(y, y, "-")))) - 1e-9))
}
pairs <- list(
  mpg = list(x = mtcars$hp, y = mtcars$mpg),
  ozone = { d <- na.omit(airquality[, c("Ozone", "Wind")]); list(x = d$Wind, y = d$Ozone) },
  zeros = list(x = round(rnorm(40)), y = heap(40, .3)),
  plain = list(x = c(2.5, 1, 4, 3, 6, 8, 7, 5), y = c(1, 2, 3, 4, 5, 6, 7, 8)),
  tied = list(x = c(1, 1, 2, 2, 3, 3, 4), y = c(0, 0, 0, 1, 1, 3, 2)),
  few = list(x = c(2, 1, 3, 4), y = c(1, 2, 4, 3)),
  perfect = list(x = c(1, 2, 3, 4, 5), y = c(10, 20, 30, 40, 50)))
correlations <- lapply(pairs, function(s) {
  x <- s$x; y <- s$y; n <- length(x); tied <- anyDuplicated(x) > 0 || anyDuplicated(y) > 0
  rho <- quiet(cor.test(x, y, method = "spearman", exact = FALSE)); r <- unname(rho$estimate)
  r0 <- max(min(r, 1 - 6 / (n^3 - n)), 6 / (n^3 - n) - 1)
  interval <- function(v) {
    l <- tanh(atanh(r0) + c(-1, 1) * qnorm(.975) * sqrt(v / (n - 3)))
    if (r > 1 - 1e-12) l[2] <- 1
    l
  }
  tau <- quiet(cor.test(x, y, method = "kendall", exact = FALSE))
  out <- list(x = x, y = y, rho = r, rho_p = rho$p.value, t = r * sqrt((n - 2) / (1 - r^2)),
    bonett = interval(1 + r0^2 / 2), fieller = interval(1.06), fisher = interval(1),
    tau = unname(tau$estimate), z = unname(tau$statistic), tau_p = tau$p.value,
    continuity_p = quiet(cor.test(x, y, method = "kendall", exact = FALSE, continuity = TRUE))$p.value,
    tau_a = sum(sign(outer(x, x, "-")) * sign(outer(y, y, "-"))) / (n * (n - 1)))
  if (abs(r) > 1 - 1e-12) out$t <- NULL  # infinite, but for rounding
  if (n < 9) out$all <- as.list(all_pairings(x, y))
  if (!tied && n < 10) {  # R's own exact tests
    out$rho_exact <- cor.test(x, y, method = "spearman", exact = TRUE)$p.value
    out$tau_exact <- cor.test(x, y, method = "kendall", exact = TRUE)$p.value
  }
  out
})

# ---- firms permuted: the interval of a difference of firm means ----
firms <- lapply(list(c(4, 5), c(3, 8), c(6, 6)), function(n) {
  years <- sample(1:3, sum(n), TRUE)
  d <- data.frame(firm = rep(seq_len(sum(n)), years), year = unlist(lapply(years, seq_len)))
  d$first <- d$firm <= n[1]
  d$y <- round(rnorm(sum(n))[d$firm] + .8 * d$first + rnorm(nrow(d), 0, .5), 1)
  f <- aggregate(y ~ firm + first, d, mean); w <- t.test(f$y[f$first], f$y[!f$first])
  all <- combn(nrow(f), n[1], function(i) mean(f$y[i]) - mean(f$y[-i]))
  seen <- mean(f$y[f$first]) - mean(f$y[!f$first])
  c(as.list(d), list(difference = seen, p = mean(abs(all) >= abs(seen) - 1e-10), ci = c(w$conf.int)))
})

# ---- strata: van Elteren's interval, and whether effects are equal ----
strata <- list(
  warpbreaks = data.frame(y = warpbreaks$breaks, g = as.integer(warpbreaks$wool), s = as.integer(warpbreaks$tension)),
  toothgrowth = data.frame(y = ToothGrowth$len, g = as.integer(ToothGrowth$supp), s = ToothGrowth$dose)[-c(2, 5, 33), ],
  bands = data.frame(y = c(heap(20, .5), heap(39), heap(5, .4), heap(16, .2)),
                     g = rep(c(1, 2, 1, 2), c(20, 39, 5, 16)), s = rep(1:2, c(59, 21))))
elteren <- lapply(strata, function(d) {
  parts <- lapply(split(d, d$s), function(b) {
    x <- b$y[b$g == 1]; y <- b$y[b$g == 2]; n <- length(x); k <- length(y); r <- rank(c(x, y))
    list(n = n, k = k, theta = (mean(r[1:n]) - (n + 1) / 2) / k, u = sum(r[1:n]) - n * (n + 1) / 2,
         v = var((r[1:n] - rank(x)) / k), w = var((r[n + 1:k] - rank(y)) / n),
         t = sum(table(b$y)^3 - table(b$y)))
  })
  get <- function(name) sapply(parts, `[[`, name)
  n <- get("n"); k <- get("k"); N <- n + k; th <- get("theta"); v <- get("v"); w <- get("w")
  share <- n * k / (N + 1); share <- share / sum(share); theta <- sum(share * th); q <- theta * (1 - theta)
  z <- sum((get("u") - n * k / 2) / (N + 1)) /
    sqrt(sum(n * k / 12 * (N + 1 - get("t") / (N * (N - 1))) / (N + 1)^2))
  a <- share^2 * ((n - 1) * v + q / 2) / n^2; b <- share^2 * ((k - 1) * w + q / 2) / k^2
  df <- sum(a + b)^2 / sum(a^2 / (n - 1) + b^2 / (k - 1))
  # Welch's test of equal means, the strata's rank-biserial correlations being the means
  s2 <- 4 * (v / n + w / k); f <- (v / n + w / k)^2 / ((v / n)^2 / (n - 1) + (w / k)^2 / (k - 1))
  e <- 2 * th - 1; wt <- 1 / s2; K <- length(e); m <- sum(wt * e) / sum(wt); Q <- sum(wt * (e - m)^2)
  L <- sum((1 - wt / sum(wt))^2 / f); F <- Q / (K - 1) / (1 + 2 * (K - 2) * L / (K^2 - 1))
  df2 <- (K^2 - 1) / (3 * L)
  common <- n * k / (N + 1); common <- common / sum(common); pooled <- sum(common * e)
  pse <- sqrt(sum(common^2 * s2)); pdf <- sum(common^2 * s2)^2 / sum((common^2 * s2)^2 / f)
  list(y = d$y, g = d$g, s = d$s, z = z, p = 2 * pnorm(-abs(z)),
       theta = theta, ci = plogis(qlogis(theta) + c(-1, 1) * qt(.975, df) * sqrt(sum(a + b)) / q),
       each = unname(e), q = Q, q_p = pchisq(Q, K - 1, lower.tail = FALSE), f = F, f_df = K - 1,
       f_p = pf(F, K - 1, df2, lower.tail = FALSE), pooled = pooled, pooled_se = pse,
       pooled_ci = pooled + c(-1, 1) * qt(.975, pdf) * pse)
})

# ---- strata with a single firm in a group, or all apart: the score interval at each limit ----
singles <- list(
  one = data.frame(y = c(2, 1, 3, 4, 5, 6, 2.5, 7, 1), g = c(1, 2, 2, 2, 1, 1, 2, 2, 2), s = rep(1:2, c(4, 5))),
  apart = data.frame(y = c(5, 6, 7, 1, 2, 3, 8, 9, 4, 4), g = c(1, 1, 1, 2, 2, 2, 1, 1, 2, 2), s = rep(1:2, c(6, 4))),
  below = data.frame(y = c(1, 2, 3, 1, 5), g = c(1, 2, 2, 1, 2), s = c(1, 1, 1, 2, 2)))
single <- lapply(singles, function(d) {
  parts <- lapply(split(d, d$s), function(b) {
    x <- b$y[b$g == 1]; y <- b$y[b$g == 2]
    c(length(x), length(y), mean(outer(x, y, function(a, b) (a > b) + (a == b) / 2)))
  })
  p <- do.call(rbind, parts); n <- p[, 1]; k <- p[, 2]
  w <- n * k / (n + k + 1); w <- w / sum(w); theta <- sum(w * p[, 3])
  v <- function(t) sum(w^2 * t * (1 - t) * (1 + ((n + k) / 2 - 1) * ((1 - t) / (2 - t) + t / (1 + t))) / (n * k))
  f <- function(t) abs(theta - t) - qnorm(.975) * sqrt(v(t))
  list(y = d$y, g = d$g, s = d$s, theta = theta,
       ci = c(if (theta == 0) 0 else uniroot(f, c(1e-15, theta - 1e-12), tol = 1e-15)$root,
              if (theta == 1) 1 else uniroot(f, c(theta + 1e-12, 1 - 1e-15), tol = 1e-15)$root))
})

write_json(list(two = two, groups = groups, trend = trend, correlations = correlations, firms = firms,
                elteren = elteren, single = single), "pairs.json", digits = I(17), auto_unbox = TRUE, na = "null")
writeLines(capture.output(sessionInfo()), "pairs_session_info.txt")
