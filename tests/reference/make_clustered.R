# Reference values for tests/formulas/test_reference_clustered.py.
# Run from this folder: Rscript make_clustered.R
# Writes clustered.json (inputs beside expected values) and clustered_session_info.txt.
# Packages and licences: sandwich GPL-2 or GPL-3, lmtest GPL-2 or GPL-3, clubSandwich GPL-3,
# geepack GPL (>= 3), jsonlite MIT. Data: `ohio` (Ware and others, children's wheeze) and
# `respiratory` (Koch and others) of geepack; `InstInnovation` (Aghion, Van Reenen and Zingales
# 2013, US firms) of sandwich.
suppressPackageStartupMessages({
  library(jsonlite); library(sandwich); library(lmtest); library(clubSandwich); library(geepack)
})
quiet <- function(x) suppressMessages(suppressWarnings(x))
set.seed(73)
# the weights behind a covariance of glm are those before its last step: step until nothing changes
tight <- glm.control(epsilon = 1e-300, maxit = 60)

# ---- samples: y, x (named columns), firm ----
data(ohio); data(respiratory); data(InstInnovation)
wheeze <- ohio[sort(sample(nrow(ohio), 420)), ]
breath <- respiratory[-sample(nrow(respiratory), 60), ]
firms <- subset(InstInnovation, year %in% 1991:1994)
firms <- firms[firms$company %in% unique(firms$company)[seq(3, 800, 13)], ]
made <- function(G, years, x_of) {
  firm <- rep(seq_len(G), rep_len(years, G)); n <- length(firm)
  u <- rnorm(G)[firm]
  x <- x_of(firm, n)
  list(y = as.numeric(.8 * u + .6 * rnorm(n) + .3 * x[, 1] > 0), x = x, firm = firm)
}
cases <- list(
  wheeze = list(y = wheeze$resp, x = cbind(age = wheeze$age, smoke = wheeze$smoke), firm = wheeze$id),
  breath = list(y = breath$outcome, x = cbind(treat = as.numeric(breath$treat == "P"),
    male = as.numeric(breath$sex == "M"), age = breath$age, baseline = breath$baseline),
    firm = 1000 * breath$center + breath$id),
  innovation = list(y = as.numeric(firms$cites > 0), x = cbind(institutions = firms$institutions,
    capital = firms$capital, year = firms$year),
    firm = as.integer(factor(as.character(firms$company)))),
  unequal = made(21, c(1, 3, 2, 3, 5), function(firm, n)
    cbind(sme = as.numeric(firm %% 4 == 0), wave = round(rnorm(n)))),
  twelve = made(12, 3, function(firm, n) cbind(sme = as.numeric(firm > 6), size = round(rnorm(n), 3))),
  eight = made(8, c(4, 3, 2, 5), function(firm, n) cbind(size = round(rnorm(n), 2))),
  ten = made(10, c(2, 3), function(firm, n) cbind(sme = as.numeric(firm %% 3 == 0), wave = n - seq_len(n))),
  single = made(40, 1, function(firm, n) cbind(age = round(rexp(n), 4))))

wald <- function(beta, se, df = Inf) {
  q <- qt(.975, df)
  list(se = unname(se), p = unname(2 * pt(-abs(beta / se), df)), low = unname(beta - q * se),
       high = unname(beta + q * se))
}
# ---- Mancl and DeRouen (2001), and alpha less k, written out ----
by_firm <- function(X, y, firm, beta, alpha) {
  lapply(split(seq_along(y), firm), function(i) {
    p <- plogis(drop(X[i, , drop = FALSE] %*% beta)); s <- sqrt(p * (1 - p)); m <- length(i)
    D <- (p * (1 - p)) * X[i, , drop = FALSE]
    R <- matrix(alpha, m, m); diag(R) <- 1
    list(D = D, Vi = solve(s * t(s * R)), r = y[i] - p, e = (y[i] - p) / s)
  })
}
total <- function(parts, f) Reduce(`+`, lapply(parts, f))
mancl <- function(X, y, firm, beta, alpha) {
  parts <- by_firm(X, y, firm, beta, alpha)
  M <- solve(total(parts, function(g) t(g$D) %*% g$Vi %*% g$D))
  meat <- total(parts, function(g) {
    H <- g$D %*% M %*% t(g$D) %*% g$Vi
    tcrossprod(t(g$D) %*% g$Vi %*% solve(diag(length(g$r)) - H, g$r))
  })
  sqrt(diag(M %*% meat %*% M))
}
less_k <- function(X, y, firm) {
  beta <- rep(0, ncol(X)); alpha <- 0; sizes <- table(firm); k <- ncol(X)
  for (step in 1:400) {
    parts <- by_firm(X, y, firm, beta, alpha)
    phi <- total(parts, function(g) sum(g$e^2)) / (length(y) - k)
    pairs <- total(parts, function(g) (sum(g$e)^2 - sum(g$e^2)) / 2)
    alpha <- pairs / phi / (sum(sizes * (sizes - 1) / 2) - k)
    parts <- by_firm(X, y, firm, beta, alpha)
    M <- solve(total(parts, function(g) t(g$D) %*% g$Vi %*% g$D))
    beta <- beta + drop(M %*% total(parts, function(g) t(g$D) %*% g$Vi %*% g$r))
  }
  meat <- total(parts, function(g) tcrossprod(t(g$D) %*% g$Vi %*% g$r))
  list(beta = unname(beta), alpha = alpha, se = unname(sqrt(diag(M %*% meat %*% M))))
}
gee <- function(X, d, corstr, repeated) {
  g <- quiet(geeglm(y ~ . - firm, id = d$firm, data = d, family = binomial, corstr = corstr,
                    control = geese.control(epsilon = 1e-14, maxit = 500)))
  se <- sqrt(diag(vcov(g))); alpha <- if (corstr == "exchangeable") unname(g$geese$alpha) else 0
  c(list(beta = unname(coef(g)), alpha = alpha,
         mancl = unname(mancl(X, d$y, d$firm, coef(g), alpha))), wald(coef(g), se))
}
# ---- the score bootstrap with every sign, and its interval ----
signed <- function(X, y, firm, level = .95) {
  G <- length(unique(firm))
  signs <- as.matrix(expand.grid(rep(list(c(-1, 1)), G)))
  p_at <- function(b) {
    m <- quiet(glm.fit(X[, -2, drop = FALSE], y, offset = b * X[, 2], family = binomial(), control = tight))
    w <- m$fitted.values * (1 - m$fitted.values)
    other <- lm.wfit(X[, -2, drop = FALSE], X[, 2], w)$residuals
    a <- rowsum(other * (y - m$fitted.values), firm)[, 1]
    # centred, as Kline and Santos studentize
    t_of <- function(S) abs(rowSums(S)) / sqrt(rowSums((S - rowMeans(S))^2))
    c(mean(t_of(sweep(signs, 2, a, `*`)) >= t_of(t(a)) * (1 - 1e-9)), sum(a) / sqrt(sum(a^2)))
  }
  fit <- quiet(glm.fit(X, y, family = binomial(), control = tight))
  limit <- function(side) {
    inside <- fit$coefficients[2]; outside <- inside + side
    while (p_at(outside)[1] > 1 - level) {
      outside <- outside + side
      if (abs(outside) > 20) return("none")  # no value is rejected on this side
    }
    for (i in 1:40) {
      middle <- (inside + outside) / 2
      if (p_at(middle)[1] > 1 - level) inside <- middle else outside <- middle
    }
    unname(inside)
  }
  at0 <- p_at(0)
  list(p = at0[1], z = at0[2], low = limit(-1), high = limit(1))
}

clustered <- lapply(names(cases), function(name) {
  s <- cases[[name]]
  order_of <- order(s$firm)
  d <- data.frame(y = s$y, s$x, firm = s$firm)[order_of, ]
  m <- quiet(glm(y ~ . - firm, binomial, d, control = tight))
  X <- model.matrix(m); b <- coef(m); G <- length(unique(d$firm)); n <- nrow(d)
  se_of <- function(V) sqrt(diag(V))
  out <- list(name = name, y = d$y, x = unname(as.matrix(d[colnames(s$x)])), names = colnames(s$x),
    firm = d$firm, n_firms = G, beta = unname(b), model = wald(b, se_of(vcov(m))))
  for (type in c("HC0", "HC1", "HC2", "HC3")) {
    t <- coeftest(m, vcov. = vcovHC(m, type = type)); ci <- coefci(m, vcov. = vcovHC(m, type = type))
    out[[type]] <- list(se = unname(t[, 2]), p = unname(t[, 4]), low = unname(ci[, 1]),
                        high = unname(ci[, 2]))
  }
  out$stata <- wald(b, se_of(vcovCL(m, cluster = seq_len(n), type = "HC0")))
  out$CR0 <- wald(b, se_of(vcovCL(m, cluster = d$firm, type = "HC0", cadjust = FALSE)))
  out$CR1 <- wald(b, se_of(vcovCL(m, cluster = d$firm, type = "HC0", cadjust = TRUE)))
  out$CR1S <- wald(b, se_of(vcovCL(m, cluster = d$firm, type = "HC1")))
  V <- vcovCR(m, cluster = d$firm, type = "CR2")
  t <- as.data.frame(coef_test(m, V)); ci <- as.data.frame(conf_int(m, V))
  out$CR2 <- list(se = t$SE, df = t$df_Satt, p = t$p_Satt, low = ci$CI_L, high = ci$CI_U)
  out$CR2_t <- wald(b, t$SE, G - 1)
  out$independence <- gee(X, d, "independence")
  if (G < n) {
    out$exchangeable <- gee(X, d, "exchangeable")
    out$less_k <- less_k(X, d$y, d$firm)
  }
  if (G <= 12) out$signed <- signed(X, d$y, d$firm)
  out
})

writeLines(toJSON(list(clustered = clustered), auto_unbox = TRUE, digits = NA, pretty = FALSE),
           "clustered.json")
writeLines(capture.output(sessionInfo()), "clustered_session_info.txt")
