# What R prints by default for tests of the demonstration, for tests/report/test_cards.py.
# Run from this folder: Rscript make_cards.R
# Reads ../../data/synthetic/published_panel.csv (synthetic firms; licence beside it) and derives
# groups, shares and bands by itself; writes cards.json (values by finding) and
# cards_session_info.txt.
# Packages and licences: nortest GPL (>= 2), lmtest GPL-2 | GPL-3, sandwich GPL-2 | GPL-3, jsonlite
# MIT.
suppressPackageStartupMessages({library(jsonlite); library(nortest); library(lmtest); library(sandwich)})
quiet <- function(x) suppressMessages(suppressWarnings(x))
d <- read.csv("../../data/synthetic/published_panel.csv", colClasses = c(industry = "character"))
d <- d[order(d$firm_id, d$year), ]
first <- ave(d$employees, d$firm_id, FUN = function(v) v[1])  # the group of the first year
d$sme <- ifelse(first > 10 & first < 200, "yes", ifelse(first >= 200, "no", NA))
d$fsts <- d$foreign_sales / d$sales
d$inter <- ifelse(d$fsts > 0, "yes", "no")
d$rota <- d$operating_profit / d$total_assets
d$band <- cut(d$fsts, c(-Inf, 0, .1, .5, Inf), c("none", "low", "moderate", "high"))
d$age <- log(d$year - d$founded + 1)
d <- d[!is.na(d$sme), ]
groups <- function(g) factor(g, c("yes", "no"))
said <- function(symbol, statistic, p, df = NULL) {
  list(symbol = symbol, statistic = unname(statistic), p = unname(p), df = unname(df))
}
ranks <- function(x, y) { w <- quiet(wilcox.test(x, y)); said("W", w$statistic, w$p.value) }
out <- list()

for (year in 2010:2012) {
  y <- d[d$year == year, ]
  counts <- table(groups(y$sme), groups(y$inter))
  id <- function(...) paste(..., sep = ".")
  test <- chisq.test(counts)
  out[[id("H1.internationalized", year, "chi_square.pearson")]] <-
    said("chi2", test$statistic, test$p.value, test$parameter)
  out[[id("H1.internationalized", year, "fisher_exact.two_sided")]] <-
    said("", NULL, fisher.test(counts)$p.value)
  one <- summary(glm((inter == "yes") ~ (sme == "yes"), binomial, y))$coefficients
  out[[id("H1.internationalized", year, "logit.block_1")]] <- said("z", one[2, 3], one[2, 4])
  two <- summary(glm((inter == "yes") ~ (sme == "yes") + age + country + industry, binomial, y))
  out[[id("H1.internationalized", year, "logit.block_2")]] <-
    said("z", two$coefficients[2, 3], two$coefficients[2, 4])

  abroad <- y[y$inter == "yes", ]
  for (variant in c("asymptotic", "continuity_corrected", "exact")) {
    out[[id("H2.fsts", year, "mann_whitney", variant)]] <-
      ranks(abroad$fsts[abroad$sme == "yes"], abroad$fsts[abroad$sme == "no"])
    small <- y[y$sme == "yes", ]
    out[[id("H3.rota", year, "mann_whitney", variant)]] <-
      ranks(small$rota[small$inter == "yes"], small$rota[small$inter == "no"])
  }
  share <- coeftest(glm(fsts ~ (sme == "yes"), quasibinomial, abroad), vcov = vcovHC)
  out[[id("H2.fsts", year, "fractional_logit.block_1")]] <- said("z", share[2, 3], share[2, 4])
  both <- abroad[abroad$sme == "yes", ]
  rho <- quiet(cor.test(both$rota, both$fsts, method = "spearman"))
  out[[id("H3b.rota", year, "spearman.t_approximation")]] <- said("\u03c1", rho$estimate, rho$p.value)

  for (band in c("low", "moderate", "high")) {
    b <- y[y$band == band, ]
    out[[id("H4.management_team_size", year, paste0("doi_band_", band), "mann_whitney.asymptotic")]] <-
      ranks(b$management_team_size[b$sme == "yes"], b$management_team_size[b$sme == "no"])
  }
  in_bands <- y[y$band != "none", ]
  strata <- table(groups(in_bands$sme), groups(in_bands$professional_training),
                  droplevels(in_bands$band))
  mh <- mantelhaen.test(strata)
  out[[id("H4.professional_training", year, "mantel_haenszel.uncorrected")]] <-
    said("chi2", mh$statistic, mh$p.value, mh$parameter)

  for (name in c("fsts", "rota", "employees")) {
    x <- y[[name]]
    w <- shapiro.test(x)
    out[[id("normality", name, year, "shapiro_wilk.royston_1995")]] <- said("W", w$statistic, w$p.value)
    l <- lillie.test(x)
    out[[id("normality", name, year, "lilliefors.estimated_parameters")]] <-
      said("D", l$statistic, l$p.value)
    k <- quiet(ks.test(x, "pnorm", mean(x), sd(x)))
    out[[id("normality", name, year, "kolmogorov_smirnov.parameters_as_if_known")]] <-
      said("D", k$statistic, k$p.value)
  }
}
# all years, errors by firm
fit <- glm((inter == "yes") ~ (sme == "yes") + factor(year), binomial, d)
by_firm <- coeftest(fit, vcov = vcovCL, cluster = ~ firm_id)
out[["H1.internationalized.all.clustered_logit.block_1"]] <- said("z", by_firm[2, 3], by_firm[2, 4])

write_json(list(r = R.version.string, tests = out), "cards.json", digits = I(17), auto_unbox = TRUE,
           na = "null", null = "null", pretty = TRUE)
writeLines(capture.output(sessionInfo()), "cards_session_info.txt")
