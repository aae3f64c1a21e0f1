# Reference values for tests/formulas/test_reference_reliability.py.
# Run from this folder: Rscript make_reliability.R
# Writes reliability.json (inputs beside expected values) and reliability_session_info.txt.
suppressPackageStartupMessages({ library(jsonlite); library(psych); library(lavaan) })
quiet <- function(x) suppressMessages(suppressWarnings(x))
set.seed(31)

one_factor <- function(n, loadings, errors) {
  f <- rnorm(n)
  outer(f, loadings) + sapply(errors, function(s) rnorm(n, 0, s))
}
congeneric <- round(one_factor(120, c(.9, 1.4, .6, 2.2, 1.1), c(1, .8, 1.2, 2.5, .7)) + 10, 3)
likert <- function(n, loadings) pmin(pmax(round(
  one_factor(n, loadings, rep(.8, length(loadings))) + 3), 1), 5)
plain <- likert(150, c(.8, .7, .9, .6))
reversed <- likert(90, c(.9, -.8, .7, -.6, .8))
binary <- 1 * (one_factor(200, c(1, .8, 1.2, .7, .9, 1.1), rep(1, 6)) >
                 rep(c(-.5, 0, .3, .8, -.2, .1), each = 200))
gaps <- plain; gaps[cbind(sample(150, 25), sample(4, 25, TRUE))] <- NA
three <- round(one_factor(60, c(.9, .7, .8), c(.8, .9, .7)), 3)
tau <- round(one_factor(80, rep(1, 6), c(.5, .8, 1, 1.2, 1.5, 2)), 3)

cases <- list(
  unequal_variances = list(x = congeneric, reverse = rep(FALSE, 5), low = NA, high = NA),
  likert = list(x = plain, reverse = rep(FALSE, 4), low = 1, high = 5),
  reversed = list(x = reversed, reverse = c(FALSE, TRUE, FALSE, TRUE, FALSE), low = 1, high = 5),
  binary = list(x = binary, reverse = rep(FALSE, 6), low = 0, high = 1),
  missing = list(x = gaps, reverse = rep(FALSE, 4), low = 1, high = 5),
  three_items = list(x = three, reverse = rep(FALSE, 3), low = NA, high = NA),
  equal_loadings = list(x = tau, reverse = rep(FALSE, 6), low = NA, high = NA),
  not_turned = list(x = reversed, reverse = rep(FALSE, 5), low = 1, high = 5))

# loadings of psych::fa(fm = "ml"), whose optimizer stops at about 1e-5; psych's own objective is
# therefore taken on to a gradient of zero by nlm, and the two compared in the tests
ml_exactly <- function(r, start) {
  k <- ncol(r)
  f <- function(log_psi) {
    s <- exp(-log_psi / 2)
    e <- eigen(r * outer(s, s), symmetric = TRUE, only.values = TRUE)$values[-1]
    sum(e - 1 - log(e))
  }
  log_psi <- log(start)
  for (i in 1:5)
    log_psi <- nlm(f, log_psi, gradtol = 1e-12, steptol = 1e-12, iterlim = 1000)$estimate
  # Newton's method on the gradient, by finite differences, for the last digits
  g <- function(v) {
    s <- exp(-v / 2); e <- eigen(r * outer(s, s), symmetric = TRUE)
    drop((e$vectors[, -1, drop = FALSE]^2) %*% (1 - e$values[-1]))
  }
  for (i in 1:8) {
    jac <- sapply(1:k, function(j) { d <- replace(numeric(k), j, 1e-5)
      (g(log_psi + d) - g(log_psi - d)) / 2e-5 })
    log_psi <- log_psi - solve(jac, g(log_psi))
  }
  psi <- exp(log_psi); s <- 1 / sqrt(psi); e <- eigen(r * outer(s, s), symmetric = TRUE)
  l <- sqrt(psi) * e$vectors[, 1] * sqrt(e$values[1] - 1)
  list(loadings = l * sign(sum(l)), psi = psi)
}

values <- lapply(cases, function(case) {
  x <- case$x
  full <- x[complete.cases(x), ]
  if (any(case$reverse)) full[, case$reverse] <- case$low + case$high - full[, case$reverse]
  colnames(full) <- paste0("q", seq_len(ncol(full))); k <- ncol(full); n <- nrow(full)
  a <- quiet(psych::alpha(full, use = "complete.obs"))
  rest <- sapply(1:k, function(i) cor.test(full[, i], rowSums(full[, -i])))
  out <- list(
    x = x, reverse = case$reverse, low = case$low, high = case$high, n = n,
    raw = a$total$raw_alpha, std = a$total$std.alpha, ase = a$total$ase,
    feldt_low = unname(unlist(a$feldt$lower.ci)), feldt_high = unname(unlist(a$feldt$upper.ci)),
    item_rest = a$item.stats$r.drop, cor_rest = unlist(rest["estimate", ]),
    rest_low = sapply(rest["conf.int", ], `[`, 1), rest_high = sapply(rest["conf.int", ], `[`, 2),
    dropped = a$alpha.drop$raw_alpha)
  fit <- quiet(psych::fa(full, nfactors = 1, fm = "ml"))
  exact <- ml_exactly(cor(full), fit$uniquenesses)
  l <- paste0("l", 1:k); u <- paste0("u", 1:k)
  terms <- paste0(l, "/sqrt(", l, "^2+", u, ")")
  model <- paste0(
    "f =~ ", paste0("NA*q1 + ", paste0(l, "*q", 1:k, collapse = " + ")), "\nf ~~ 1*f\n",
    paste0("q", 1:k, " ~~ ", u, "*q", 1:k, collapse = "\n"),
    "\nomega := (", paste(l, collapse = "+"), ")^2/((", paste(l, collapse = "+"), ")^2+",
    paste(u, collapse = "+"), ")",
    "\nomega_std := (", paste(terms, collapse = "+"), ")^2/((", paste(terms, collapse = "+"),
    ")^2+", k, paste0("-(", terms, ")^2", collapse = ""), ")")
  # nlminb is asked for more digits than it can promise, and says so
  cfa <- quiet(lavaan::lavaan(model, data.frame(full), likelihood = "wishart",
                              optim.force.converged = TRUE,
                              control = list(rel.tol = 1e-13, iter.max = 5000)))
  p <- parameterEstimates(cfa)
  c(out, list(
    psych_loadings = unname(fit$loadings[, 1]) * sign(sum(fit$loadings[, 1])),
    psych_psi = unname(fit$uniquenesses),
    loadings = exact$loadings, psi = exact$psi,
    omega_std = sum(exact$loadings)^2 / (sum(exact$loadings)^2 + sum(exact$psi)),
    omega = { s <- apply(full, 2, sd)
      t <- sum(s * exact$loadings)^2; t / (t + sum(s^2 * exact$psi)) },
    lavaan_omega = p$est[p$lhs == "omega"], lavaan_se = p$se[p$lhs == "omega"],
    lavaan_std = p$est[p$lhs == "omega_std"], lavaan_std_se = p$se[p$lhs == "omega_std"],
    psych_omega = quiet(psych::omega(full, nfactors = 1, fm = "ml", plot = FALSE))$omega.tot))
})
write_json(values, "reliability.json", digits = I(17), auto_unbox = TRUE, na = "null")
writeLines(capture.output(sessionInfo()), "reliability_session_info.txt")
