# Reference values for tests/formulas/test_reference_normality.py and tests/stats/test_normality.py.
# Run from this folder: Rscript make_normality.R
# Writes normality.json (inputs beside expected values) and normality_session_info.txt.
# Packages and licences: nortest GPL (>= 2), e1071 GPL-2, psych GPL (>= 2), fBasics GPL (>= 2),
# jsonlite MIT; data sets of R itself (airquality, mtcars, faithful, islands, precip, chickwts),
# GPL-2 or GPL-3.
suppressPackageStartupMessages({
  library(jsonlite); library(nortest); library(e1071); library(psych); library(fBasics)
})
quiet <- function(x) suppressMessages(suppressWarnings(x))
set.seed(57)
normal <- function(n) qnorm(ppoints(n))
samples <- list(
  three = c(1, 2, 4), four = c(3, 3, 5, 9), five = c(.1, .4, .4, .9, 2.5),
  seven = c(2.1, 3.7, 3.9, 4.4, 5.8, 9.9, 30), eight = round(rnorm(8), 3),
  nine = c(-4, -3, -2, -1, 0, 1, 2, 3, 4), ozone = airquality$Ozone[!is.na(airquality$Ozone)],
  temp = airquality$Temp, mpg = mtcars$mpg, eruptions = faithful$eruptions,
  waiting = faithful$waiting, islands = as.numeric(islands), precip = as.numeric(precip),
  weight = chickwts$weight, zeros = pmax(0, round(rnorm(80), 1)),
  heaped = round(2 * rnorm(39)) / 20,
  one_in_thirty = c(rep(0, 30), 1), one_in_thousand = c(rep(0, 999), 1),
  export_share = c(rep(0, 60), round(rbeta(54, .5, .7), 2)),
  smooth = normal(150), shifted = normal(57) + (normal(57) > 1), light = qt(ppoints(300), 30),
  uniform = seq(-1, 1, length.out = 41), heavy = rt(250, 3), large = rexp(5000, 3),
  twice = c(1e6 + 1:12, 1e6 + 17, 1e6 + 23))
given <- list(three = c(2, 1.5), four = c(5, 2), five = c(1, 1), eight = c(0, 1), nine = c(.5, 3),
  ozone = c(40, 35), temp = c(78, 9.5), mpg = c(20, 6), eruptions = c(3.5, 1.1),
  waiting = c(70, 14), precip = c(35, 14), zeros = c(.2, .8), smooth = c(.02, 1.05),
  light = c(-.03, 1.02), heavy = c(.05, 1.4), twice = c(1e6 + 8, 6))

# the limiting distribution summed to the end; before R 4.3 ks.test stops after the fifth digit
limit <- function(x) { k <- 1:200; 2 * sum((-1)^(k - 1) * exp(-2 * k^2 * x^2)) }
types <- function(f, x) sapply(1:3, function(t) tryCatch(f(x, type = t), error = function(e) NA))
out <- lapply(names(samples), function(name) {
  x <- samples[[name]]; n <- length(x)
  r <- list(name = name, x = x)
  if (n >= 5) { l <- lillie.test(x); r$d <- unname(l$statistic); r$lilliefors_p <- l$p.value }
  if (n >= 8) { a <- ad.test(x); r$a2 <- unname(a$statistic); r$a2_p <- a$p.value }
  r$w <- unname(shapiro.test(x)$statistic); r$w_p <- shapiro.test(x)$p.value
  r$skewness <- types(e1071::skewness, x); r$kurtosis <- types(e1071::kurtosis, x)
  r$psych_skew <- sapply(1:3, function(t) psych::skew(x, type = t))
  r$psych_kurtosi <- sapply(1:3, function(t) psych::kurtosi(x, type = t))
  r$ses <- sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
  r$sek <- if (n > 3) sqrt(4 * (n^2 - 1) * r$ses^2 / ((n - 3) * (n + 5))) else NA
  if (n >= 20) {  # fBasics refuses fewer
    t <- dagoTest(x)@test
    r$tests <- list(z = unname(t$statistic[2:3]), p = unname(t$p.value[2:3]))
  }
  if (name %in% names(given)) {
    g <- given[[name]]
    k <- quiet(ks.test(x, "pnorm", g[1], g[2], exact = TRUE))
    s <- quiet(ks.test(x, "pnorm", g[1], g[2], exact = FALSE))
    r$given <- list(mean = g[1], sd = g[2], d = unname(k$statistic), exact = k$p.value,
                    printed = s$p.value, limit = limit(sqrt(n) * unname(k$statistic)))
  }
  r
})

# exact p of D for numbers of observations that SciPy has by an expansion
d_of <- list(c(141, .04), c(141, .0758), c(150, .124), c(300, .05), c(500, .0657), c(1000, .0279),
             c(1000, .0465), c(5000, .0208))
exact <- lapply(d_of, function(v) {  # points whose distance from the uniform is v[2]
  n <- v[1]; x <- pmin(1, pmax(0, (1:n) / n - v[2]))
  k <- quiet(ks.test(x, "punif", exact = TRUE))
  list(n = n, d = unname(k$statistic), p = k$p.value)
})

groups <- subset(airquality, select = c(Ozone, Month))
known <- groups[!is.na(groups$Ozone), ]
by_month <- lapply(split(known$Ozone, known$Month), function(x) {
  l <- lillie.test(x); a <- ad.test(x); w <- shapiro.test(x)
  list(n = length(x), d = unname(l$statistic), lilliefors_p = l$p.value, a2 = unname(a$statistic),
       a2_p = a$p.value, w = unname(w$statistic), w_p = w$p.value,
       skewness = types(e1071::skewness, x), kurtosis = types(e1071::kurtosis, x))
})
write_json(list(samples = out, exact = exact,
                airquality = list(ozone = groups$Ozone, month = groups$Month, by_month = by_month)),
           "normality.json", digits = I(17), auto_unbox = TRUE, na = "null")
writeLines(capture.output(sessionInfo()), "normality_session_info.txt")
