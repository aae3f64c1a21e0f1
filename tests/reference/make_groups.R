# Reference values for tests/formulas/test_reference_groups.py and test_reference_pairs.py.
# Run from this folder: Rscript make_groups.R
# Writes groups.json (inputs beside expected values) and groups_session_info.txt.
# Packages and licences: coin GPL-2, exactRankTests GPL (>= 2), effectsize MIT, metafor GPL (>= 2),
# rstatix GPL-2, kSamples GPL (>= 2), survival LGPL (>= 2), jsonlite MIT; data sets of R itself
# (airquality, mtcars, ToothGrowth, warpbreaks, InsectSprays, esoph, infert), GPL-2 or GPL-3.
suppressPackageStartupMessages({
  library(jsonlite); library(coin); library(exactRankTests); library(effectsize)
  library(metafor); library(rstatix); library(kSamples); library(survival)
})
quiet <- function(x) suppressMessages(suppressWarnings(x))
set.seed(41)
heap <- function(n, shift = 0) pmax(0, round((rnorm(n, shift)) * 2) / 20)

# ---- two samples ----
ozone <- split(airquality$Ozone, airquality$Month)
ozone <- lapply(ozone, function(v) v[!is.na(v)])
samples <- list(
  pain = list(x = c(3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4), y = c(1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1)),
  plain = list(x = c(5.1, 6.2, 7.3, 9.9), y = c(1.5, 2.5, 3.5, 4.5, 8)),
  unequal = list(x = round(rnorm(20, .4), 4), y = round(rnorm(39, 0, 2), 4)),
  zeros = list(x = heap(30, .2), y = heap(25, .6)),
  ozone = list(x = ozone[["8"]], y = ozone[["5"]]),
  mpg = list(x = mtcars$mpg[mtcars$am == 1], y = mtcars$mpg[mtcars$am == 0]),
  smallest = list(x = c(.37, 2.31, 1.1, 4.4, 2.05), y = round(rnorm(16, 1), 4)))

# the interval of R's test searched to twelve digits, and without its search: as order statistics
asymptotic <- function(s, correct) {
  w <- quiet(wilcox.test(s$x, s$y, exact = FALSE, correct = correct, conf.int = TRUE,
                         tol.root = 1e-13))
  c(w$conf.int)
}
munzel <- function(x, y) {  # of x against y: Brunner and Munzel (2000), by ranks
  n <- length(x); m <- length(y); r <- rank(c(x, y))
  rx <- r[1:n]; ry <- r[n + 1:m]
  p <- (mean(rx) - (n + 1) / 2) / m
  vx <- sum((rx - rank(x) - mean(rx) + (n + 1) / 2)^2) / (n - 1)
  vy <- sum((ry - rank(y) - mean(ry) + (m + 1) / 2)^2) / (m - 1)
  t <- n * m * (mean(rx) - mean(ry)) / ((n + m) * sqrt(n * vx + m * vy))
  df <- (n * vx + m * vy)^2 / ((n * vx)^2 / (n - 1) + (m * vy)^2 / (m - 1))
  se <- sqrt(vx / (n * m^2) + vy / (m * n^2))
  list(estimate = p, se = se, t = t, df = df, p = 2 * pt(-abs(t), df),
       low = max(0, p - qt(.975, df) * se), high = min(1, p + qt(.975, df) * se))
}
g_limits <- function(t, df, scale) sapply(c(.975, .025), function(q) {
  scale * quiet(uniroot(function(ncp) pt(t, df, ncp) - q, c(t - 9, t + 9), tol = 1e-14))$root })
two_samples <- lapply(samples, function(s) {
  x <- s$x; y <- s$y; n <- length(x); m <- length(y)
  tied <- anyDuplicated(c(x, y)) > 0
  w <- t.test(x, y)
  g <- quiet(effectsize::hedges_g(x, y)); d <- quiet(effectsize::cohens_d(x, y))
  j <- g$Hedges_g / d$Cohens_d; df <- n + m - 2
  t <- unname(t.test(x, y, var.equal = TRUE)$statistic)
  es <- escalc("SMD", m1i = mean(x), m2i = mean(y), sd1i = sd(x), sd2i = sd(y), n1i = n, n2i = m)
  out <- list(x = x, y = y, tied = tied, shift = median(outer(x, y, "-")),
    asymptotic = asymptotic(s, FALSE), continuity = asymptotic(s, TRUE),
    asymptotic_p = quiet(wilcox.test(x, y, exact = FALSE, correct = FALSE)$p.value),
    exact_p = quiet(wilcox.exact(x, y)$p.value), munzel = munzel(x, y),
    welch = list(t = unname(w$statistic), df = unname(w$parameter), p = w$p.value,
                 difference = mean(x) - mean(y), se = w$stderr, ci = c(w$conf.int)),
    g = list(estimate = g$Hedges_g, ci = c(g$CI_low, g$CI_high),
             exact_ci = g_limits(t, df, j * sqrt(1 / n + 1 / m)),
             metafor = as.numeric(es$yi), se = sqrt(as.numeric(es$vi))))
  k <- qwilcox(.025, n, m)  # the order statistics of the interval without ties
  all <- sort(outer(x, y, "-"))
  out$exact <- if (tied) c(all[k], all[n * m + 1 - k]) else c(wilcox.test(x, y, conf.int = TRUE)$conf.int)
  out$achieved <- 1 - 2 * pwilcox(k - 1, n, m)
  if (!tied) out$coin <- {
    frame <- data.frame(v = c(x, y), g = factor(rep(1:2, c(n, m))))
    c(confint(coin::wilcox_test(v ~ g, frame, distribution = "exact", conf.int = TRUE))$conf.int)
  }
  out
})

# ---- firms permuted: firm-years to firm means, then every division of the firms ----
panels <- lapply(list(c(4, 5), c(6, 6), c(3, 8)), function(n) {
  firms <- sum(n); years <- sample(1:3, firms, TRUE)
  d <- data.frame(firm = rep(seq_len(firms), years), year = unlist(lapply(years, seq_len)))
  d$first <- d$firm <= n[1]
  d$y <- round(rnorm(firms)[d$firm] + .4 * d$first + rnorm(nrow(d), 0, .5), 1)
  d
})
zeros <- panels[[2]]; zeros$y <- pmax(0, zeros$y)
panels <- c(panels, list(zeros))
permuted <- lapply(panels, function(d) {
  rank_of <- function(v, w) ave(v, w, FUN = function(u) (rank(u) - .5) / length(u))
  divide <- function(score) {
    f <- aggregate(score, list(firm = d$firm), mean)$x
    first <- tapply(d$first, d$firm, any); k <- sum(first)
    all <- combn(length(f), k, function(i) mean(f[i]) - mean(f[-i]))
    seen <- mean(f[first]) - mean(f[!first])
    frame <- data.frame(f = f, g = factor(!first))
    list(difference = seen, p = mean(abs(all) >= abs(seen) - 1e-10), ways = length(all),
         coin = as.numeric(pvalue(oneway_test(f ~ g, frame, distribution = exact("split-up")))))
  }
  list(y = d$y, first = d$first, firm = d$firm, year = d$year,
       means = divide(d$y), ranks = divide(rank_of(d$y, d$year)))
})

# ---- van Elteren ----
mixed <- data.frame(y = c(heap(14, .3), heap(9, 0), heap(21, .5), round(rnorm(6), 2)),
                    g = c(rep(1:2, c(5, 9)), rep(1:2, c(6, 3)), rep(1:2, c(10, 11)), rep(1, 6)),
                    s = rep(1:4, c(14, 9, 21, 6)))
strata <- list(
  warpbreaks = data.frame(y = warpbreaks$breaks, g = as.integer(warpbreaks$wool),
                          s = as.integer(warpbreaks$tension)),
  toothgrowth = data.frame(y = ToothGrowth$len, g = as.integer(ToothGrowth$supp),
                           s = as.integer(factor(ToothGrowth$dose)))[-c(2, 5, 33), ],
  mixed = mixed,
  one = data.frame(y = c(1, 3, 4, 5, 5, 0, 1, 2, 2), g = rep(1:2, c(5, 4)), s = 1))
elteren <- lapply(strata, function(d) {
  used <- d[d$s %in% which(tapply(d$g, d$s, function(v) length(unique(v))) > 1), ]
  used$g <- factor(used$g); used$s <- factor(used$s)
  z <- if (nlevels(used$s) > 1) statistic(independence_test(y ~ g | s, used,
    ytrafo = function(data) trafo(data, numeric_trafo = function(v) rank_trafo(v) / (length(v) + 1),
                                  block = used$s))) else statistic(coin::wilcox_test(y ~ g, used))
  parts <- lapply(split(used, used$s, drop = TRUE), function(b) {
    x <- b$y[b$g == 1]; y <- b$y[b$g == 2]
    m <- munzel(x, y); n <- length(x); k <- length(y)
    list(w = n * k / (n + k + 1), theta = m$estimate, se = m$se)
  })
  w <- sapply(parts, `[[`, "w"); w <- w / sum(w)
  list(y = d$y, g = d$g, s = d$s, z = unname(as.numeric(z)), p = 2 * pnorm(-abs(as.numeric(z))),
       theta = sum(w * sapply(parts, `[[`, "theta")),
       se = sqrt(sum(w^2 * sapply(parts, `[[`, "se")^2)), n_strata = length(parts))
})

# ---- equivalence: the level at which an end of the interval touches the margin ----
touch <- function(limits, margin) {
  gap <- function(alpha) { l <- limits(alpha); max(-margin - l[1], l[2] - margin) }
  uniroot(gap, c(1e-12, .4999999), tol = 1e-15)$root
}
wilson <- function(k, n, z) { p <- k / n
  (p + z^2 / (2 * n) + c(-1, 1) * z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))) / (1 + z^2 / n) }
newcombe <- function(v, alpha) { z <- qnorm(1 - alpha); n1 <- v[1] + v[2]; n2 <- v[3] + v[4]
  p <- v[1] / n1; q <- v[3] / n2; l <- wilson(v[1], n1, z); k <- wilson(v[3], n2, z)
  p - q + c(-sqrt((p - l[1])^2 + (k[2] - q)^2), sqrt((l[2] - p)^2 + (q - k[1])^2)) }
bonett <- function(r, n, alpha) tanh(atanh(r) + c(-1, 1) * qnorm(1 - alpha) * sqrt((1 + r^2 / 2) / (n - 3)))
shrunk <- function(x, y, alpha) {
  m <- munzel(x, y); n <- length(x); k <- length(y); r <- rank(c(x, y)); th <- m$estimate
  vx <- var((r[1:n] - rank(x)) / k); vy <- var((r[n + 1:k] - rank(y)) / n)
  a <- ((n - 1) * vx + th * (1 - th) / 2) / n^2; b <- ((k - 1) * vy + th * (1 - th) / 2) / k^2
  df <- (a + b)^2 / (a^2 / (n - 1) + b^2 / (k - 1))
  2 * plogis(qlogis(th) + c(-1, 1) * qt(1 - alpha, df) * sqrt(a + b) / (th * (1 - th))) - 1
}
equivalence <- list(
  shares = lapply(list(c(120, 80, 118, 82), c(30, 27, 31, 26), c(5, 15, 12, 27), c(0, 40, 3, 60)),
    function(v) list(cells = v, margin = .3, ci = newcombe(v, .05),
                     p = touch(function(a) newcombe(v, a), .3))),
  rho = lapply(list(c(100, .05), c(57, -.11), c(20, .02), c(114, .25)), function(v)
    list(n = v[1], rho = v[2], margin = .3, ci = bonett(v[2], v[1], .05),
         p = touch(function(a) bonett(v[2], v[1], a), .3))),
  ranks = lapply(list(samples$mpg, samples$unequal, samples$zeros), function(s)
    list(x = s$x, y = s$y, margin = .8, ci = shrunk(s$x, s$y, .05),
         p = touch(function(a) shrunk(s$x, s$y, a), .8))))

# ---- several groups ----
several <- list(
  airquality = { d <- na.omit(airquality[, c("Ozone", "Month")]); list(y = d$Ozone, g = d$Month - 4) },
  sprays = list(y = InsectSprays$count, g = as.integer(InsectSprays$spray)),
  zeros = list(y = c(heap(7), heap(12, .4), heap(20, .8)), g = rep(1:3, c(7, 12, 20))),
  small = list(y = c(1, 3, 2, 9, 4, 6, 8, 7, 5.5), g = rep(1:3, c(2, 3, 4))),
  two = list(y = samples$mpg$x[1:9], g = rep(1:2, c(4, 5))))
groups <- lapply(several, function(s) {
  frame <- data.frame(y = s$y, g = factor(s$g)); k <- kruskal.test(y ~ g, frame)
  z <- as.data.frame(dunn_test(frame, y ~ g, p.adjust.method = "holm"))
  c(s, list(h = unname(k$statistic), df = unname(k$parameter), p = k$p.value,
            epsilon = unname(effectsize::rank_epsilon_squared(y ~ g, data = frame, ci = NULL)[[1]]),
            eta = unname(kruskal_effsize(frame, y ~ g)$effsize),
            dunn = lapply(seq_len(nrow(z)), function(i) list(first = z$group1[i],
              second = z$group2[i], z = z$statistic[i], p = z$p[i], holm = z$p.adj[i]))))
})

# ---- Jonckheere-Terpstra ----
ordered <- list(
  # Hollander and Wolfe, table 6.6: three groups of knowledge, pieces per hour (Hundal, 1969)
  hundal = list(y = c(40, 35, 38, 43, 44, 41, 38, 40, 47, 44, 40, 42, 48, 40, 45, 43, 46, 44),
                g = rep(1:3, each = 6)),
  plain = list(y = c(1.2, 3.4, 2.2, 2.9, 5.1, 3.3, 6.0, 4.4, 7.2, 1.9), g = rep(1:3, c(3, 3, 4))),
  zeros = list(y = c(0, 0, .1, 0, .2, 0, .1, .3, .3, .5, 0, .4), g = rep(1:4, c(4, 2, 3, 3))),
  toothgrowth = list(y = ToothGrowth$len, g = as.integer(factor(ToothGrowth$dose))))
jonckheere <- lapply(ordered, function(s) {
  exactly <- length(s$y) <= 12
  jt <- quiet(jt.test(split(s$y, s$g), method = if (exactly) "exact" else "asymptotic"))
  n <- tabulate(s$g); N <- sum(n); t <- table(s$y)
  j <- sum(sapply(combn(length(n), 2, simplify = FALSE), function(i)
    sum(outer(s$y[s$g == i[1]], s$y[s$g == i[2]], function(a, b) (a < b) + .5 * (a == b)))))
  # Hollander, Wolfe and Chicken, equation 6.19
  v <- (N * (N - 1) * (2 * N + 5) - sum(n * (n - 1) * (2 * n + 5)) -
          sum(t * (t - 1) * (2 * t + 5))) / 72 +
    sum(n * (n - 1) * (n - 2)) * sum(t * (t - 1) * (t - 2)) / (36 * N * (N - 1) * (N - 2)) +
    sum(n * (n - 1)) * sum(t * (t - 1)) / (8 * N * (N - 1))
  e <- (N^2 - sum(n^2)) / 4
  d <- concordance(s$g ~ s$y)  # pairs of different groups
  out <- list(y = s$y, g = s$g, j = j, z = (j - e) / sqrt(v), p = 2 * pnorm(-abs(j - e) / sqrt(v)),
              ksamples = unname(jt$JT), somers_se = 2 * sqrt(d$var))
  if (exactly) {  # every division, by hand
    divisions <- function(left, sizes) {
      if (length(sizes) == 1) return(list(rep(1, length(left))))
      do.call(c, lapply(combn(length(left), sizes[1], simplify = FALSE), function(i)
        lapply(divisions(left[-i], sizes[-1]), function(r) {
          o <- numeric(length(left)); o[i] <- length(sizes); o[-i] <- r; o })))
    }
    js <- sapply(divisions(s$y, n), function(lab) {
      gg <- length(n) + 1 - lab
      sum(outer(seq_along(s$y), seq_along(s$y), function(a, b)
        (gg[a] < gg[b]) * ((s$y[a] < s$y[b]) + .5 * (s$y[a] == s$y[b])))) })
    out$exact_p <- mean(abs(js - e) >= abs(j - e) - 1e-9); out$ways <- length(js)
  }
  out
})

# ---- trend of shares ----
esophagus <- aggregate(cbind(ncases, ncontrols) ~ alcgp, esoph, sum)
trends <- list(
  smokers = list(events = c(83, 90, 129, 70), n = c(86, 93, 136, 82), scores = 0:3),
  esoph = list(events = esophagus$ncases, n = esophagus$ncases + esophagus$ncontrols, scores = 0:3),
  uneven = list(events = c(0, 3, 2, 9), n = c(5, 16, 4, 11), scores = c(0, 5, 25, 75)),
  two = list(events = c(5, 12), n = c(20, 39), scores = 0:1),
  tiny = list(events = c(0, 1, 3), n = c(4, 4, 4), scores = c(1, 2, 4)))
trend <- lapply(trends, function(s) {
  test <- quiet(prop.trend.test(s$events, s$n, s$scores))
  y <- rep(rep(c(1, 0), length(s$n)), c(rbind(s$events, s$n - s$events)))
  x <- rep(s$scores, s$n)
  d <- data.frame(x = x, y = factor(y))
  b <- coef(lm(y ~ x)); p <- s$events / s$n
  c <- s$n * (s$scores - mean(x)) / sum((x - mean(x))^2)
  out <- list(events = s$events, n = s$n, scores = s$scores, chi2 = unname(test$statistic),
              p = test$p.value, slope = unname(b[2]), se = sqrt(sum(c^2 * p * (1 - p) / s$n)))
  if (sum(s$n) < 300) out$exact_p <- as.numeric(pvalue(independence_test(x ~ y, d, distribution = "exact")))
  out
})

# ---- rank correlation: Kendall ----
pairs <- list(
  mpg = list(y = mtcars$mpg, x = mtcars$hp), zeros = list(y = heap(40, .3), x = round(rnorm(40))),
  plain = list(y = c(1, 2, 3, 4, 5, 6, 7, 8), x = c(2.5, 1, 4, 3, 6, 8, 7, 5)),
  levels = list(y = infert$parity, x = as.integer(infert$education)),
  ozone = { d <- na.omit(airquality[, c("Ozone", "Wind")]); list(y = d$Ozone, x = d$Wind) })
taus <- lapply(pairs, function(s) {
  k <- quiet(cor.test(s$y, s$x, method = "kendall", exact = FALSE))
  # the standard error of Brown and Benedetti (1977), from the table, as SAS and SPSS print it
  t <- unclass(table(s$x, s$y)); n <- sum(t); r <- nrow(t); q <- ncol(t); co <- t; di <- t
  for (i in 1:r) for (j in 1:q) {
    co[i, j] <- sum(t[seq_len(r) < i, seq_len(q) < j]) + sum(t[seq_len(r) > i, seq_len(q) > j])
    di[i, j] <- sum(t[seq_len(r) < i, seq_len(q) > j]) + sum(t[seq_len(r) > i, seq_len(q) < j])
  }
  wr <- n^2 - sum(rowSums(t)^2); wc <- n^2 - sum(colSums(t)^2); w <- sqrt(wr * wc)
  tau <- sum(t * (co - di)) / w
  v <- outer(rowSums(t) * wc, colSums(t) * wr, "+")
  var <- (sum(t * (2 * w * (co - di) + tau * v)^2) - n^3 * tau^2 * (wr + wc)^2) / w^4
  z <- atanh(tau) + c(-1, 1) * qnorm(.975) * sqrt(var) / (1 - tau^2)
  d <- concordance(s$x ~ s$y)  # pairs in which x differs
  list(y = s$y, x = s$x, tau = unname(k$estimate), z = unname(k$statistic), p = k$p.value,
       se = sqrt(var), ci = tanh(z), somers = unname(2 * d$concordance - 1), somers_se = 2 * sqrt(d$var))
})

# ---- the same firms twice ----
tables <- list(bentur = c(1, 1, 7, 12), cavo = c(59, 6, 16, 80), approval = c(794, 86, 150, 570),
               none = c(10, 0, 7, 3), equal = c(3, 4, 4, 9), always = c(12, 5, 0, 0))
paired <- lapply(tables, function(v) {
  m <- matrix(v, 2, byrow = TRUE); b <- v[2]; c <- v[3]; n <- sum(v)
  exact <- binom.test(b, b + c); k <- seq(0, b + c)
  plain <- mcnemar.test(m, correct = FALSE); yates <- mcnemar.test(m, correct = TRUE)
  pmf <- dbinom(k, b + c, .5)
  mid <- sum(pmf[pmf < dbinom(b, b + c, .5) * (1 - 1e-9)]) +
    .5 * sum(pmf[abs(pmf / dbinom(b, b + c, .5) - 1) <= 1e-9])
  l <- wilson(v[1] + b, n, qnorm(.975)); q <- wilson(v[1] + c, n, qnorm(.975))
  if (v[1] + b == n) l[2] <- 1
  p1 <- (v[1] + b) / n; p2 <- (v[1] + c) / n
  a <- v[1] * v[4] - b * c; margin <- prod(rowSums(m), colSums(m))
  r <- if (margin == 0) 0 else (if (a > 0) max(a - n / 2, 0) else a) / sqrt(margin)
  side <- function(x, y) sqrt(x^2 - 2 * r * x * y + y^2)
  list(cells = v, chi2 = unname(plain$statistic), p = plain$p.value,
       continuity = unname(yates$statistic), continuity_p = yates$p.value,
       exact_p = exact$p.value, mid_p = mid, difference = p1 - p2,
       se = sqrt((b + c - (b - c)^2 / n)) / n,
       ci = p1 - p2 + c(-side(p1 - l[1], q[2] - p2), side(l[2] - p1, p2 - q[1])),
       or_ci = (exact$conf.int / (1 - exact$conf.int))[1:2])
})

write_json(list(two_samples = two_samples, permuted = permuted, elteren = elteren,
                equivalence = equivalence, groups = groups, jonckheere = jonckheere, trend = trend,
                taus = taus, paired = paired),
           "groups.json", digits = I(17), auto_unbox = TRUE, na = "null")
writeLines(capture.output(sessionInfo()), "groups_session_info.txt")
