# Reference values for tests/formulas/test_reference_logistic.py.
# Run from this folder: Rscript make_logit.R
# Writes logit.json (inputs beside expected values) and logit_session_info.txt.
# Packages and licences: brglm2 GPL-3, pROC GPL (>= 3), performance GPL-3, car GPL (>= 2), MASS
# GPL-2 | GPL-3, jsonlite MIT; data sets of R itself (infert, mtcars, esoph), GPL-2 or GPL-3, and
# endometrial of brglm2 (Heinze and Schemper, 2002).
suppressPackageStartupMessages({
  library(jsonlite); library(brglm2); library(pROC); library(performance); library(car)
})
quiet <- function(x) suppressMessages(suppressWarnings(x))
set.seed(59)
data(endometrial)

tight <- glm.control(epsilon = 1e-14, maxit = 200)
refit <- function(formula, frame, ...) {
  f <- quiet(glm(formula, binomial, frame, control = tight, ...))
  # glm's standard errors have the weights of the last but one iteration: iterate once more
  quiet(glm(formula, binomial, frame, control = tight, start = coef(f), ...))
}
loglik <- function(y, eta) sum(y * eta - ifelse(eta > 0, eta + log1p(exp(-eta)), log1p(exp(eta))))

# ---- the log-likelihood, and Firth's, with coefficients held ----
penalized <- function(eta, X) { p <- plogis(eta)
  .5 * as.numeric(determinant(crossprod(X * sqrt(p * (1 - p))))$modulus) }
# maximum over the free columns; R's glm takes whole steps, which an offset can lead astray
constrained <- function(X, y, free, offset, start, firth = TRUE) {
  value <- function(w) { eta <- drop(X[, free, drop = FALSE] %*% w) + offset
    loglik(y, eta) + if (firth) penalized(eta, X) else 0 }
  if (!length(free)) return(value(numeric(0)))
  starts <- list(start, 0 * start, -qr.coef(qr(X[, free, drop = FALSE]), offset + numeric(nrow(X))))
  heights <- sapply(starts, value); w <- starts[[which.max(replace(heights, is.na(heights), -Inf))]]
  for (i in 1:500) {
    eta <- drop(X[, free, drop = FALSE] %*% w) + offset; p <- plogis(eta); v <- p * (1 - p)
    h <- if (firth) rowSums(qr.Q(qr(X * sqrt(v)))^2) else 0 * v
    Z <- X[, free, drop = FALSE]
    step <- solve(crossprod(Z * sqrt(v * (1 + h))), drop(crossprod(Z, y - p + h * (.5 - p))))
    s <- 1; while (s > 1e-9 && !isTRUE(value(w + s * step) >= value(w) - 1e-12)) s <- s / 2
    w <- w + s * step
    if (max(abs(s * step)) < 1e-11) break
  }
  value(w)
}

# ---- profile limits: roots of the deviance with the coefficient held by an offset ----
profile_limits <- function(X, y, b, se) {
  scale <- 1 / se; X <- sweep(X, 2, scale, "/"); b <- b * scale; se <- se * scale
  top <- loglik(y, drop(X %*% b)); crit <- qchisq(.95, 1)
  fall <- function(j, v) 2 * (top - constrained(X, y, seq_along(b)[-j], v * X[, j], b[-j], FALSE))
  root <- function(j, side) {
    end <- b[j] + side * se[j]
    while (fall(j, end) < crit) end <- end + side * se[j]
    uniroot(function(v) fall(j, v) - crit, sort(c(b[j], end)), tol = 1e-11 * se[j])$root
  }
  list(low = sapply(seq_along(b), root, -1) / scale, high = sapply(seq_along(b), root, 1) / scale,
       chi2 = sapply(seq_along(b), fall, 0))
}

# ---- Hosmer and Lemeshow: groups as SAS documents them, and between quantiles ----
levels_of <- function(p) { u <- sort(unique(signif(p, 10))); match(signif(p, 10), u) }
blocks <- function(p, g) {
  lev <- levels_of(p); m <- tabulate(lev); target <- floor(sum(m) / g + .5)
  at <- 1; filled <- m[1]; place <- 1
  for (k in seq_along(m)[-1]) {
    if (at == g || (filled < target && filled + floor(m[k] / 2) <= target)) filled <- filled + m[k]
    else { at <- at + 1; filled <- m[k] }
    place <- c(place, at)
  }
  if (at > 1 && filled < target / 2) place[place == at] <- at - 1
  place[lev]
}
quantiles <- function(p, g) {
  q <- signif(p, 10)
  cuts <- unique(quantile(q, seq(0, 1, 1 / g)))
  as.integer(droplevels(cut(q, cuts, include.lowest = TRUE)))
}
hosmer <- function(y, p, group) {
  n <- c(table(group)); o <- c(tapply(y, group, sum)); e <- c(tapply(p, group, sum))
  chi2 <- sum((o - e)^2 / e + ((n - o) - (n - e))^2 / (n - e)); g <- length(n)
  list(n = unname(n), observed = unname(o), expected = unname(e), chi2 = chi2, df = g - 2,
       p = if (g > 2) pchisq(chi2, g - 2, lower.tail = FALSE) else NA)
}

# ---- average marginal effects: the delta method by a numerical derivative ----
effects_of <- function(X, b, V, cats) {
  numeric_gradient <- function(f, b) sapply(seq_along(b), function(j) {
    h <- 2e-3 / max(abs(X[, j])) * c(-2, -1, 1, 2)  # five points: error of order h^4
    v <- sapply(h, function(d) { c <- b; c[j] <- c[j] + d; f(c) })
    sum(v * c(1, -8, 8, -1)) / (12 * h[3])
  })
  t(sapply(2:ncol(X), function(j) {
    f <- if (all(X[, j] %in% 0:1)) function(b) {
      lo <- X; lo[, cats[[j - 1]] + 1] <- 0; hi <- lo; hi[, j] <- 1
      mean(plogis(drop(hi %*% b)) - plogis(drop(lo %*% b)))
    } else function(b) b[j] * mean(dlogis(drop(X %*% b)))
    g <- numeric_gradient(f, b); se <- sqrt(drop(g %*% V %*% g))
    c(f(b), se, f(b) - qnorm(.975) * se, f(b) + qnorm(.975) * se)
  }))
}
hanley <- function(a, m, n) {
  sqrt((a * (1 - a) + (m - 1) * (a / (2 - a) - a^2) + (n - 1) * (2 * a^2 / (1 + a) - a^2)) / (m * n))
}

# ---- models: outcome, predictors; text is a category ----
esophagus <- esoph[rep(seq_len(nrow(esoph)), esoph$ncases + esoph$ncontrols), ]
esophagus$case <- unlist(lapply(seq_len(nrow(esoph)), function(i)
  rep(1:0, c(esoph$ncases[i], esoph$ncontrols[i]))))
rare <- data.frame(x = round(rexp(300), 2), z = rbinom(300, 1, .3),
                   k = sample(c("a", "b", "c"), 300, TRUE, c(.5, .3, .2)))
rare$y <- rbinom(300, 1, plogis(-3.4 + .8 * rare$z + .5 * rare$x))
models <- list(
  infert = list(y = infert$case, d = data.frame(education = as.character(infert$education),
    age = infert$age, spontaneous = infert$spontaneous, induced = infert$induced)),
  mtcars = list(y = mtcars$am, d = mtcars[, c("hp", "wt")]),
  endometrial = list(y = endometrial$HG, d = endometrial[, c("PI", "EH")]),
  esoph = list(y = esophagus$case, d = data.frame(
    age = as.numeric(esophagus$agegp), alcohol = as.character(esophagus$alcgp),
    smoker = as.numeric(esophagus$tobgp != "0-9g/day"))),
  table = list(y = rep(c(1, 0, 1, 0), c(20, 37, 39, 18)),
               d = data.frame(sme = rep(c(1, 0), c(57, 57)))),
  two_binary = list(y = rep(c(1, 0, 1, 0, 1, 0, 1, 0), c(3, 9, 7, 5, 2, 12, 1, 20)),
    d = data.frame(a = rep(c(1, 1, 0, 0), c(12, 12, 14, 21)),
                   b = rep(c(0, 1, 0, 1), c(12, 12, 14, 21)))),
  nearly = list(y = rep(c(1, 0, 1, 0), c(4, 1, 1, 15)),
                d = data.frame(x = rep(c(1, 0), c(5, 16)))),
  # one row keeps x from separating the outcome
  overlap = list(y = c(0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1), d = data.frame(x = (1:12) * 1000)),
  year = list(y = c(0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1),
              d = data.frame(year = 2014 + rep(0:5, 3), size = round(rlnorm(18, 4), 1))),
  rare = list(y = rare$y, d = rare[, c("x", "z", "k")]))

logits <- lapply(models, function(m) {
  d <- m$d; frame <- cbind(y = m$y, d); vars <- names(d)
  full <- reformulate(vars, "y")
  f <- refit(full, frame)
  X <- model.matrix(f); attributes(X)[c("assign", "contrasts")] <- NULL
  assign <- attr(model.matrix(f), "assign"); cats <- lapply(assign[-1], function(a) which(assign[-1] == a))
  k <- summary(f)$coefficients; b <- unname(k[, 1]); se <- unname(k[, 2]); V <- unname(vcov(f))
  p <- unname(fitted(f)); y <- m$y
  lr <- drop1(f, test = "LRT")[-1, ]
  small <- lapply(seq_along(vars), function(v) if (length(vars) > 1)
    refit(reformulate(vars[-v], "y"), frame) else refit(y ~ 1, frame))
  wald <- t(sapply(seq_along(vars), function(v) { i <- which(assign == v)
    c(drop(b[i] %*% solve(V[i, i], b[i])), length(i)) }))
  vif_of <- function(fit) { if (length(vars) == 1) return(cbind(1, sum(assign == 1)))
    v <- car::vif(fit); if (is.matrix(v)) v[, 1:2] else cbind(v, 1) }
  linear <- lm(full, frame)
  r <- quiet(roc(y, signif(p, 10), direction = "<", levels = 0:1))
  dl <- quiet(ci.auc(r, method = "delong"))
  a <- as.numeric(r$auc); hm <- hanley(a, sum(y), sum(1 - y))
  q <- quantiles(p, 10)
  out <- list(
    y = y, columns = as.list(d), terms = colnames(X), beta = b, se = se, p = unname(k[, 4]),
    low = unname(confint.default(f)[, 1]), high = unname(confint.default(f)[, 2]),
    profile = profile_limits(X, y, b, se),
    predictors = vars, wald = wald[, 1], df = wald[, 2],
    wald_p = pchisq(wald[, 1], wald[, 2], lower.tail = FALSE),
    lr = sapply(small, function(s) s$deviance - f$deviance), drop1 = lr$LRT, lr_p = lr[["Pr(>Chi)"]],
    vif = unname(vif_of(linear)[, 1]), vif_glm = unname(vif_of(f)[, 1]),
    effects = effects_of(X, b, V, cats),
    tjur = unname(performance::r2_tjur(f)),
    blocks = hosmer(y, p, blocks(p, 10)), quantiles = hosmer(y, p, q), five = hosmer(y, p, blocks(p, 5)),
    auc = a, delong_se = sqrt(var(r, method = "delong")), delong = c(dl)[c(1, 3)],
    hanley_se = hm, table = c(sum(y == 1 & p > .5 - 1e-9), sum(y == 1 & p <= .5 - 1e-9),
                              sum(y == 0 & p > .5 - 1e-9), sum(y == 0 & p <= .5 - 1e-9)))
  # the package of R, where its quantiles differ from each other
  ph <- try(quiet(performance::performance_hosmer(f, n_bins = 10)), silent = TRUE)
  if (!inherits(ph, "try-error") && length(unique(q)) == 10)
    out$performance <- c(ph$chisq, ph$p.value)
  # MASS interpolates: a rough second opinion
  ci <- quiet(confint(f)); out$mass <- if (is.matrix(ci)) unname(ci) else matrix(ci, 1)
  out
})

# ---- Firth: brglm2 for estimates; tests and limits by Newton's method within uniroot ----
firth_models <- list(
  endometrial = list(y = endometrial$HG, d = endometrial[, c("NV", "PI", "EH")]),
  mtcars = list(y = mtcars$am, d = mtcars[, c("hp", "wt")]),
  complete = list(y = rep(0:1, c(16, 5)), d = data.frame(x = rep(0:1, c(16, 5)))),
  zero_cell = list(y = rep(c(0, 1, 0, 1), c(16, 0, 3, 2)), d = data.frame(x = rep(0:1, c(16, 5)))),
  infert = list(y = models$infert$y, d = models$infert$d[, c("education", "spontaneous", "induced")]),
  category = list(y = c(0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 0),
                  d = data.frame(k = rep(c("a", "b", "c"), c(4, 6, 5)), x = c(1:8, 7:1))),
  rare = list(y = rare$y, d = rare[, c("x", "z", "k")]))
firths <- lapply(firth_models, function(m) {
  frame <- cbind(y = m$y, m$d); vars <- names(m$d); full <- reformulate(vars, "y")
  f <- glm(full, binomial, frame, method = "brglmFit", type = "AS_mean", epsilon = 1e-12, maxit = 1e4)
  raw <- model.matrix(full, frame); assign <- attr(raw, "assign")
  b <- unname(coef(f)); se <- unname(sqrt(diag(vcov(f))))
  scale <- c(1, apply(raw[, -1, drop = FALSE], 2, sd)); X <- sweep(raw, 2, scale, "/"); g <- b * scale
  eta <- drop(X %*% g); top <- loglik(m$y, eta) + penalized(eta, X); crit <- qchisq(.95, 1)
  fall <- function(j, v) 2 * (top - constrained(X, m$y, seq_along(g)[-j],
    if (length(j) == 1) v * X[, j] else 0, g[-j]))
  root <- function(j, side) {
    span <- se[j] * scale[j]; end <- g[j] + side * span
    while (fall(j, end) < crit) end <- end + side * span
    uniroot(function(v) fall(j, v) - crit, sort(c(g[j], end)), tol = 1e-11 * span)$root / scale[j]
  }
  chi2 <- sapply(seq_along(b), fall, 0)
  together <- sapply(seq_along(vars), function(v) fall(which(assign == v), 0))
  list(y = m$y, columns = as.list(m$d), terms = colnames(raw), beta = b, se = se,
       penalized_ll = loglik(m$y, eta) + penalized(eta, raw), chi2 = chi2,
       p = pchisq(chi2, 1, lower.tail = FALSE),
       low = sapply(seq_along(b), root, -1), high = sapply(seq_along(b), root, 1),
       predictors = vars, together = together, df = as.numeric(table(assign)[-1]),
       model = fall(seq_along(g)[-1], 0))
})

write_json(list(logits = logits, firths = firths), "logit.json", digits = I(17), auto_unbox = TRUE,
           na = "null")
writeLines(capture.output(sessionInfo()), "logit_session_info.txt")
