# Reference values for tests/stats/test_reference_outcomes.py.
# Run from this folder: Rscript make_outcomes.R
# Writes outcomes.json (inputs beside expected values) and outcomes_session_info.txt.
# Packages and licences: sandwich GPL-2 | GPL-3, clubSandwich GPL-3, quantreg GPL (>= 2),
# jsonlite MIT, survey GPL-2 | GPL-3 (its data sets api: Academic Performance Index of California
# schools); data sets of R itself (swiss, CO2, ChickWeight), GPL-2 | GPL-3; engel of quantreg,
# GPL (>= 2).
suppressPackageStartupMessages({
  library(jsonlite); library(sandwich); library(clubSandwich); library(quantreg); library(survey)
})
quiet <- function(x) suppressMessages(suppressWarnings(x))
set.seed(1996)

# ---- shares ----
data(api, package = "survey")
heaped <- function(n, a, b) pmin(1, pmax(0, round(rbeta(n, a, b) * 20) / 20))
firms <- function(G, years, n1, shift) {
  z <- rnorm(G); sme <- as.numeric(seq_len(G) <= n1)
  d <- expand.grid(firm = seq_len(G), year = seq_len(years))
  eta <- 1.4 * z[d$firm] + shift * sme[d$firm] + .5 * rnorm(nrow(d))
  y <- plogis(eta)
  y <- ifelse(y < .12, 0, ifelse(y > .93, 1, round(y * 20) / 20))
  data.frame(y = y, sme = sme[d$firm], age = round(2 + rnorm(G)[d$firm] + d$year / 9, 3),
             year = as.character(2010 + d$year), firm = paste0("f", d$firm))
}
schools <- within(apiclus1, { y <- meals / 100; size <- log(enroll); rnd <- as.numeric(yr.rnd == "Yes"); award <- as.numeric(awards == "Yes")
                              level <- as.character(stype); firm <- as.character(dnum) })
strat <- within(apistrat, { y <- meals / 100; mobile <- mobility / 100; level <- as.character(stype) })
unequal <- data.frame(y = c(heaped(20, .6, 1.4), heaped(39, .6, .8)), sme = rep(1:0, c(20, 39)),
                      age = round(rlnorm(59), 3))
smallest <- data.frame(y = c(0, .1, .05, .4, 1, heaped(16, 1, .7)), sme = rep(1:0, c(5, 16)))
panel <- firms(59, 3, 20, -.6)
uneven <- firms(21, 3, 5, .4); uneven <- uneven[-c(3, 9, 30, 44, 45), ]
share_cases <- list(
  unequal = list(d = unequal, x = c("sme", "age"), cluster = FALSE),
  smallest = list(d = smallest, x = "sme", cluster = FALSE),
  swiss = list(d = within(swiss, { y <- Catholic / 100; agriculture <- Agriculture / 100 }),
               x = c("agriculture", "Education"), cluster = FALSE),
  apistrat = list(d = strat, x = c("mobile", "level"), cluster = FALSE),
  panel = list(d = panel, x = c("sme", "age", "year"), cluster = TRUE),
  uneven = list(d = uneven, x = c("sme", "year"), cluster = TRUE),
  apiclus1 = list(d = schools, x = c("rnd", "level", "size"), cluster = TRUE))

design <- function(d, x) {  # as columns, with names of the form category[level]
  out <- list()
  for (name in x) {
    v <- d[[name]]
    if (is.character(v)) {
      for (l in sort(unique(v))[-1]) out[[paste0(name, "[", l, "]")]] <- as.numeric(v == l)
    } else out[[name]] <- as.numeric(v)
  }
  do.call(cbind, out)
}
inverse_logit <- function(z) 1 / (1 + exp(-z))  # of complex numbers too
# average marginal effects of m(x) = product of logistic means; derivatives by complex steps
effect <- function(j, theta, X, factors) {
  k <- ncol(X) + 1
  mean_at <- function(A) {
    m <- 1
    for (f in seq_len(factors)) m <- m * inverse_logit(cbind(1, A) %*% theta[(f - 1) * k + 1:k])
    m
  }
  if (all(X[, j] %in% 0:1)) {
    stem <- sub("\\[.*", "", colnames(X)[j])
    family <- if (grepl("\\[", colnames(X)[j])) startsWith(colnames(X), paste0(stem, "[")) else
      colnames(X) == colnames(X)[j]
    low <- X; low[, family] <- 0; high <- low; high[, j] <- 1
    return(mean(mean_at(high) - mean_at(low)))
  }
  total <- 0
  for (f in seq_len(factors)) {  # product rule
    part <- theta[(f - 1) * k + 1 + j]
    eta <- cbind(1, X) %*% theta[(f - 1) * k + 1:k]
    total <- total + mean_at(X) * (1 - inverse_logit(eta)) * part
  }
  mean(total)
}
delta <- function(theta, V, X, factors) {
  t(sapply(seq_len(ncol(X)), function(j) {
    g <- sapply(seq_along(theta), function(i) {
      z <- as.complex(theta); z[i] <- z[i] + 1e-30i
      Im(effect(j, z, X, factors)) / 1e-30 })
    c(effect(j, theta, X, factors), sqrt(drop(t(g) %*% V %*% g))) }))
}
# the working weights of glm are those before its last step: a second call starts at the solution
polished <- function(y, X, family) {
  m <- quiet(glm(y ~ X, family = family, control = tight))
  start <- coef(m)
  quiet(glm(y ~ X, family = family, control = tight, start = start))
}
tight <- glm.control(epsilon = 1e-15, maxit = 200)
quasi <- function(y, p) sum(ifelse(y > 0, y * log(p), 0) + ifelse(y < 1, (1 - y) * log(1 - p), 0))
fractional <- lapply(share_cases, function(case) {
  d <- case$d; X <- design(d, case$x)
  m <- polished(d$y, X, quasibinomial)
  kinds <- if (case$cluster) list(
    CR0 = vcovCL(m, cluster = d$firm, type = "HC0", cadjust = FALSE),
    CR1 = vcovCL(m, cluster = d$firm, type = "HC0"),
    CR1S = vcovCL(m, cluster = d$firm, type = "HC1"),
    CR2 = as.matrix(vcovCR(m, cluster = d$firm, type = "CR2")))
  else sapply(paste0("HC", 0:3), function(k) vcovHC(m, type = k), simplify = FALSE)
  df <- if (case$cluster) coef_test(m, vcov = "CR2", cluster = d$firm)$df_Satt else NULL
  list(y = d$y, x = as.list(d[case$x]), firm = if (case$cluster) d$firm else NULL,
    terms = colnames(X), coef = unname(coef(m)), df = df,
    kinds = lapply(kinds, function(V) {
      a <- delta(unname(coef(m)), V, X, 1)
      list(se = unname(sqrt(diag(V))), effect = a[, 1], effect_se = a[, 2]) }),
    ll = quasi(d$y, fitted(m)), ll0 = quasi(d$y, rep(mean(d$y), nrow(d))))
})

# ---- two parts: stacked estimating equations ----
exports <- function(d) { d$y <- ifelse(d$age < 1.2 & d$y < .7, 0, d$y); d }
whole <- function(d) { d$y[seq(1, nrow(d), 3)] <- 0; d }
part_cases <- list(
  panel = list(d = panel, x = c("sme", "age", "year"), cluster = TRUE),
  uneven = list(d = whole(uneven), x = c("sme", "age"), cluster = TRUE),
  unequal = list(d = exports(unequal), x = c("sme", "age"), cluster = FALSE),
  ones = list(d = within(whole(unequal), y[y > .8] <- 1), x = "sme", cluster = FALSE),
  apiclus1 = list(d = within(schools, y <- ifelse(y < .3, 0, y)), x = c("award", "size"),
                  cluster = TRUE))
two_part <- lapply(part_cases, function(case) {
  d <- case$d; X <- design(d, case$x); Z <- cbind(1, X); n <- nrow(Z); k <- ncol(Z)
  some <- d$y > 0
  m1 <- polished(as.numeric(some), X, binomial)
  m2 <- polished(d$y[some], X[some, , drop = FALSE], quasibinomial)
  b <- unname(c(coef(m1), coef(m2)))
  p1 <- plogis(drop(Z %*% b[1:k])); p2 <- plogis(drop(Z %*% b[k + 1:k]))
  S <- cbind(Z * (some - p1), Z * ifelse(some, d$y - p2, 0))
  A <- matrix(0, 2 * k, 2 * k)
  A[1:k, 1:k] <- crossprod(Z * (p1 * (1 - p1)), Z)
  A[k + 1:k, k + 1:k] <- crossprod(Z * (some * p2 * (1 - p2)), Z)
  unit <- if (case$cluster) d$firm else seq_len(n)
  G <- length(unique(unit)); B <- solve(A)
  V <- B %*% crossprod(rowsum(S, unit)) %*% B * G / (G - 1)
  i1 <- 1:k; i2 <- k + 1:k
  list(y = d$y, x = as.list(d[case$x]), firm = if (case$cluster) d$firm else NULL,
    terms = colnames(X), coef = b, se = sqrt(diag(V)), clusters = G,
    part_1 = delta(b[i1], V[i1, i1], X, 1),
    part_2 = delta(b[i2], V[i2, i2], X[some, , drop = FALSE], 1),
    combined = delta(b, V, X, 2))
})
# ---- ranks within years, and quantiles ----
heavy <- function(G, years, n1, shift, digits) {
  d <- expand.grid(firm = seq_len(G), year = 2010 + seq_len(years))
  first <- rnorm(G)
  g <- as.numeric(seq_len(G) <= n1)[d$firm]
  g <- ifelse(runif(nrow(d)) < .06, 1 - g, g)  # firms that change
  z <- .85 * first[d$firm] + sqrt(1 - .85^2) * rnorm(nrow(d))
  d$y <- round(.06 + .05 * qt(pnorm(z), 3) + shift * g, digits)
  d$g <- g; d$age <- round(rlnorm(G)[d$firm] + d$year - 2010, 2); d$firm <- paste0("f", d$firm)
  d
}
rota <- heavy(59, 3, 20, .03, 4); tied <- heavy(21, 3, 5, .06, 2)[-c(2, 17, 18, 60), ]
chick <- within(as.data.frame(ChickWeight), { y <- weight; year <- Time; firm <- paste0("c", Chick)
                                             g <- as.numeric(Diet == 3) })
plants <- within(as.data.frame(CO2), { y <- uptake; g <- as.numeric(Treatment == "chilled")
  quebec <- as.numeric(Type == "Quebec"); firm <- as.character(Plant); year <- conc })
ozone <- within(airquality[!is.na(airquality$Ozone), ], { y <- Ozone; g <- as.numeric(Month >= 7)
                                                         wind <- Wind })
rank_cases <- list(
  rota = list(d = rota, x = c("g", "age"), within = TRUE, cluster = TRUE),
  tied = list(d = tied, x = "g", within = TRUE, cluster = TRUE),
  chick = list(d = chick, x = "g", within = TRUE, cluster = TRUE),
  plants = list(d = plants, x = c("g", "quebec"), within = TRUE, cluster = TRUE),
  ozone = list(d = ozone, x = c("g", "wind"), within = FALSE, cluster = FALSE),
  smallest = list(d = data.frame(y = c(0, 0, .1, .3, .9, round(rexp(16), 1)),
                                 g = rep(1:0, c(5, 16))), x = "g", within = FALSE, cluster = FALSE))
ranks <- lapply(rank_cases, function(case) {
  d <- case$d; X <- design(d, case$x); n <- nrow(d)
  cell <- if (case$within) d$year else rep(1, n)
  r <- ave(d$y, cell, FUN = function(v) (rank(v) - .5) / length(v))
  m <- if (case$within) lm(r ~ X + factor(cell)) else lm(r ~ X)
  kinds <- if (case$cluster) list(
    CR1 = vcovCL(m, cluster = d$firm, type = "HC0"), CR1S = vcovCL(m, cluster = d$firm, type = "HC1"),
    CR2 = as.matrix(vcovCR(m, cluster = d$firm, type = "CR2")))
  else sapply(paste0("HC", 0:3), function(k) vcovHC(m, type = k), simplify = FALSE)
  df <- if (case$cluster) coef_test(m, vcov = "CR2", cluster = d$firm)$df_Satt else NULL
  i <- 1 + seq_len(ncol(X))
  Z <- model.matrix(m)
  S <- Z * residuals(m)
  for (a in seq_len(n)) {  # this row's part in the ranks of the others, by definition
    same <- which(cell == cell[a])
    part <- (d$y[a] < d$y[same]) + (d$y[a] == d$y[same]) / 2 - r[same]
    S[a, ] <- S[a, ] + colSums(Z[same, , drop = FALSE] * part) / length(same)
  }
  B <- solve(crossprod(Z)); k <- ncol(Z)
  if (case$cluster) { G <- length(unique(d$firm)); S <- rowsum(S, d$firm)
    factor <- G / (G - 1) * (n - 1) / (n - k) } else factor <- n / (n - k)
  V <- B %*% crossprod(S) %*% B * factor
  list(y = d$y, x = as.list(d[case$x]), firm = if (case$cluster) d$firm else NULL,
    within = if (case$within) cell else NULL, terms = colnames(X), coef = unname(coef(m)[i]),
    df = df[i], kinds = lapply(kinds, function(V) unname(sqrt(diag(V))[i])),
    full = unname(sqrt(diag(V))[i]))
})
data(engel, package = "quantreg")
food <- within(engel, y <- foodexp)
quantile_cases <- list(
  engel = list(d = food, x = "income", tau = .5), engel_low = list(d = food, x = "income", tau = .1),
  rota = list(d = heavy(59, 3, 20, .03, 9), x = c("g", "age"), tau = .5, cluster = TRUE),
  upper = list(d = heavy(21, 3, 5, .03, 9), x = c("g", "age"), tau = .75, cluster = TRUE),
  chick = list(d = chick, x = c("g", "Time"), tau = .5, cluster = TRUE),
  tied = list(d = tied, x = c("g", "year"), tau = .5, cluster = TRUE),
  ozone = list(d = ozone, x = c("g", "wind"), tau = .5))
quantiles <- lapply(quantile_cases, function(case) {
  d <- case$d; X <- design(d, case$x); Z <- cbind(1, X); n <- nrow(d); unique <- TRUE
  fit <- withCallingHandlers(rq.fit.br(Z, d$y, tau = case$tau),
    warning = function(w) { unique <<- FALSE; invokeRestart("muffleWarning") })
  u <- d$y - drop(Z %*% fit$coefficients); u[abs(u) < 1e-9 * sd(d$y)] <- 0
  h <- bandwidth.rq(case$tau, n, hs = TRUE)
  reach <- mad(u, constant = 1) * (qnorm(case$tau + h) - qnorm(case$tau - h))
  B <- solve(crossprod(Z * (abs(u) <= reach), Z) / (2 * reach))
  unit <- if (isTRUE(case$cluster)) d$firm else seq_len(n)
  psi <- case$tau - ifelse(u < 0, 1, ifelse(u > 0, 0, .5))
  V <- B %*% crossprod(rowsum(Z * psi, unit)) %*% B
  list(y = d$y, x = as.list(d[case$x]), firm = if (isTRUE(case$cluster)) d$firm else NULL,
    tau = case$tau, terms = colnames(X), unique = unique, coef = unname(fit$coefficients),
    se = unname(sqrt(diag(V))), loss = sum(u * (case$tau - (u < 0))))
})
write_json(list(fractional = fractional, two_part = two_part, ranks = ranks, quantiles = quantiles),
           "outcomes.json", digits = NA, auto_unbox = TRUE, null = "null")
writeLines(capture.output(sessionInfo()), "outcomes_session_info.txt")
