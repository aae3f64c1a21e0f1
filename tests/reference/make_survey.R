# Reference values for tests/formulas/test_reference_survey.py.
# Run from this folder: Rscript make_survey.R
# Writes survey.json (inputs beside expected values) and survey_session_info.txt.
suppressPackageStartupMessages({ library(jsonlite); library(survey) })

# ---- a stratified, weighted sample of firms ----
set.seed(41)
n_h <- c(60, 45, 40, 30, 25, 12, 8, 3, 2, 1, 1)
n <- sum(n_h)
d <- data.frame(stratum = rep(seq_along(n_h), n_h))
d$w <- round(rep(c(2.5, 8, 1.2, 20, 4, 1, 30, 3.3, 11, 6, 14), n_h) * runif(n, .7, 1.4), 4)
d$sme <- rbinom(n, 1, c(.7, .5, .3, .8, .6, .5, .4, .5, .5, .5, .5)[d$stratum])
d$intl <- rbinom(n, 1, plogis(.9 - 1.1 * d$sme + .15 * (d$stratum - 4)))
d$rota <- round(.06 + .03 * d$sme + .04 * rt(n, 4) + .004 * d$stratum, 5)
d$age <- round(exp(rnorm(n, 2.5, .7)))
d$region <- sample(c("north", "south", "west"), n, TRUE, c(.5, .3, .2))
d$band <- cut(plogis(rnorm(n) - .6 * d$sme), c(0, .4, .6, 1), c("low", "mid", "top"))
d$part <- runif(n) < .6 | d$stratum > 8   # a domain: firms of a hypothesis' sample
d$part[d$stratum == 6] <- c(TRUE, rep(FALSE, 11))   # one firm of a stratum of many
d$group <- factor(2 - d$sme, labels = c("yes", "no")); d$first <- as.numeric(d$sme == 1)
d$regionf <- factor(d$region)

results <- function(full, domain, level = .95) {
  sub <- subset(full, domain)
  df <- degf(sub)
  group <- lapply(1:0, function(g) {
    own <- subset(sub, sme == g)
    m <- svymean(~rota, own); p <- svymean(~intl, own)
    list(df = degf(own), mean = unname(coef(m)), se = unname(SE(m)[1]),
         ci = unname(confint(m, df = degf(own), level = level)[1, ]),
         share = unname(coef(p)), share_se = unname(SE(p)[1]),
         share_ci = unname(confint(p, df = degf(own), level = level)[1, ]),
         logit_ci = unname(attr(svyciprop(~intl, own, method = "logit", level = level), "ci")))
  })
  t_of <- function(f) {
    test <- svyttest(f, sub)
    list(difference = unname(test$estimate), t = unname(test$statistic),
         df = unname(test$parameter), p = unname(test$p.value), ci = as.numeric(test$conf.int))
  }
  chisq_of <- function(f) {
    second <- svychisq(f, sub, statistic = "F"); first <- svychisq(f, sub, statistic = "Chisq")
    list(f = unname(second$statistic), ndf = unname(second$parameter[1]),
         ddf = unname(second$parameter[2]), p = unname(second$p.value),
         chi2 = unname(first$statistic), first_df = unname(first$parameter),
         first_p = unname(first$p.value))
  }
  glm_of <- function(f) {
    m <- svyglm(f, sub, family = quasibinomial(), control = list(epsilon = 1e-15, maxit = 100))
    s <- summary(m)$coefficients; ci <- confint(m)
    list(beta = unname(s[, 1]), se = unname(s[, 2]), t = unname(s[, 3]), p = unname(s[, 4]),
         df = m$df.residual, low = unname(ci[, 1]), high = unname(ci[, 2]))
  }
  levels <- svyby(~band, ~sme, sub, svymean)
  list(n = nrow(sub), df = df, group = group, means = t_of(rota ~ first),
       shares = t_of(intl ~ first), table = chisq_of(~group + intl),
       rxc = chisq_of(~region + band), two_by_three = chisq_of(~group + band),
       band_shares = unname(as.matrix(levels[2:1, 2:4])),
       band_se = unname(as.matrix(levels[2:1, 5:7])),
       odds_ratio = glm_of(intl ~ first),
       logit = glm_of(intl ~ first + log(age + 1) + regionf))
}

design <- function(rows, weights = "w", strata = TRUE) {
  data <- d[rows, ]
  svydesign(ids = ~1, weights = if (is.null(weights)) ~one else as.formula(paste0("~", weights)),
            strata = if (strata) ~stratum else NULL, data = data)
}
d$one <- 1
several <- d$stratum <= 9
cases <- list()
options(survey.lonely.psu = "fail")
cases$all_firms <- c(results(design(several), rep(TRUE, sum(several))),
                     list(rows = which(several), rule = "fail", weighted = TRUE, strata = TRUE))
cases$domain <- c(results(design(several), d$part[several]),
                  list(rows = which(several), rule = "fail", domain = which(several & d$part),
                       weighted = TRUE, strata = TRUE))
cases$no_strata <- c(results(design(several, strata = FALSE), d$part[several]),
                     list(rows = which(several), rule = "fail",
                          domain = which(several & d$part), weighted = TRUE, strata = FALSE))
cases$no_weights <- c(results(design(several, NULL), d$part[several]),
                      list(rows = which(several), rule = "fail",
                           domain = which(several & d$part), weighted = FALSE, strata = TRUE))
for (rule in c("adjust", "average", "certainty", "remove")) {
  options(survey.lonely.psu = rule)
  cases[[paste0("single_", rule)]] <- c(
    results(design(rep(TRUE, n)), d$part),
    list(rows = seq_len(n), rule = rule, domain = which(d$part), weighted = TRUE, strata = TRUE))
}
columns <- c("stratum", "w", "sme", "intl", "rota", "age", "region", "band")
data <- lapply(d[columns], function(x) if (is.factor(x)) as.character(x) else x)

# ---- the World Bank layout: tests/data, read by R and derived here once more ----
w <- suppressWarnings(foreign::read.spss("../data/wbes_synthetic_fixture.sav",
                                         use.value.labels = FALSE, to.data.frame = TRUE))
known <- function(x) ifelse(x < 0, NA, x)
staff <- known(w$l1); export <- known(w$d3c); w$sales <- known(w$d2)
w$sme <- ifelse(staff > 10, as.numeric(staff < 200), NA)
w$intl <- as.numeric(export > 0); w$fsts <- export / 100; w$market <- known(w$e1)
w$group <- 2 - w$sme
options(survey.lonely.psu = "adjust")
full <- svydesign(ids = ~1, weights = ~wmedian, strata = ~strata, data = w)
in_h1 <- subset(full, !is.na(sme) & !is.na(intl))
in_h2 <- subset(full, !is.na(sme) & intl %in% 1)
in_o1 <- subset(full, !is.na(sme) & !is.na(market))
numbers <- function(test) list(statistic = unname(test$statistic),
                               df = unname(test$parameter)[1], p = unname(test$p.value))
glm_1 <- svyglm(intl ~ sme, in_h1, family = quasibinomial(),
                control = list(epsilon = 1e-15, maxit = 100))
h2 <- svyttest(fsts ~ sme, in_h2)
wbes <- list(
  h1 = numbers(svychisq(~group + intl, in_h1)), h2 = numbers(h2),
  h2_difference = unname(h2$estimate), h2_ci = as.numeric(h2$conf.int),
  o1 = numbers(svychisq(~group + market, in_o1)), n = c(nrow(in_h1), nrow(in_h2), nrow(in_o1)),
  logit = unname(summary(glm_1)$coefficients[2, ]), logit_df = glm_1$df.residual)
write_json(list(data = data, cases = cases, wbes = wbes), "survey.json", digits = I(17), auto_unbox = TRUE)
writeLines(capture.output(sessionInfo()), "survey_session_info.txt")
