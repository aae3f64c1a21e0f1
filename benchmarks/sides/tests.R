# R's side: the same tests on the same panels. CPU time of the tests alone, by proc.time inside R.
# Rscript tests.R PANELS.csv ANSWERS.csv TIMES.csv
given <- commandArgs(trailingOnly = TRUE)
panels <- read.csv(given[1])
metric <- c("fsts", "rota", "management_team_size", "employees")
alpha <- 0.05

normality <- function(x) {
  if (length(x) < 5 || min(x) == max(x)) return(c(NA, NA, NA, NA))
  l <- nortest::lillie.test(x)
  s <- shapiro.test(x)
  c(l$statistic, l$p.value, s$statistic, s$p.value)
}

tables <- function(yes, first) {
  cells <- matrix(c(sum(yes & first), sum(yes & !first), sum(!yes & first), sum(!yes & !first)), 2)
  if (any(rowSums(cells) == 0) || any(colSums(cells) == 0)) return(c(NA, NA, NA, NA))
  pearson <- chisq.test(cells, correct = FALSE)
  fisher <- fisher.test(cells)
  phi <- (cells[1, 1] * cells[2, 2] - cells[1, 2] * cells[2, 1]) /
    sqrt(prod(rowSums(cells), colSums(cells)))
  c(pearson$statistic, pearson$p.value, phi, fisher$p.value)
}

ranks <- function(x, first) {
  n1 <- sum(first)
  n2 <- sum(!first)
  if (n1 == 0 || n2 == 0 || min(x) == max(x)) return(c(NA, NA, NA))
  found <- wilcox.test(x[first], x[!first], correct = FALSE, exact = FALSE)
  c(found$statistic, found$p.value, 2 * found$statistic / (n1 * n2) - 1)
}

rho <- function(x, y) {
  if (length(x) < 3 || min(x) == max(x) || min(y) == max(y)) return(c(NA, NA))
  found <- cor.test(x, y, method = "spearman", exact = FALSE)
  c(found$estimate, found$p.value)
}

scores <- function(outcome, predictor, cell, firm, rank_x, rank_y) {
  keep <- cell >= 0
  y <- as.numeric(outcome[keep])
  x <- as.numeric(predictor[keep])
  cell <- cell[keep]
  if (rank_y) y <- ave(y, cell, FUN = rank)
  if (rank_x) x <- ave(x, cell, FUN = rank)
  y <- y - ave(y, cell)
  x <- x - ave(x, cell)
  informative <- ave(y^2, cell, FUN = sum) > 1e-9 & ave(x^2, cell, FUN = sum) > 1e-9
  t <- rowsum((y * x)[informative], firm[keep][informative])
  z <- sum(t) / sqrt(sum(t^2))
  c(z, 2 * pt(-abs(z), nrow(t) - 1))
}

one <- function(panel) {
  out <- list()
  add <- function(name, values) out[[name]] <<- values
  for (year in sort(unique(panel$year))) {
    x <- panel[panel$year == year, ]
    sme <- x$sme == 1
    status <- x$internationalized == 1
    for (name in metric) {
      values <- x[[name]]
      add(paste("normality", name, year, "all"), normality(values))
      add(paste("normality", name, year, "yes"), normality(values[sme]))
      add(paste("normality", name, year, "no"), normality(values[!sme]))
    }
    add(paste("H1 internationalized", year, "all"), tables(status, sme))
    add(paste("H2 fsts", year, "all"), ranks(x$fsts[status], sme[status]))
    add(paste("H3 rota", year, "all"), ranks(x$rota[sme], status[sme]))
    both <- sme & status
    add(paste("H3b rota", year, "all"), rho(x$rota[both], x$fsts[both]))
    for (band in 0:2) {
      held <- x$band == band
      label <- c("low", "moderate", "high")[band + 1]
      team <- x$management_team_size[held]
      add(paste("H4 management_team_size", year, label), ranks(team, sme[held]))
      for (name in c("professional_training", "strategic_planning", "export_plan")) {
        id <- if (name == "export_plan") "H5" else "H4"
        add(paste(id, name, year, label), tables(x[[name]][held] == 1, sme[held]))
      }
    }
  }
  year <- panel$year
  status <- panel$internationalized == 1
  sme <- panel$sme == 1
  cell <- ifelse(panel$band < 0, -1, 3 * year + panel$band)
  add("pooled H1 internationalized", scores(status, sme, year, panel$firm, FALSE, FALSE))
  add("pooled H2 fsts", scores(panel$fsts, sme, ifelse(status, year, -1), panel$firm, FALSE, TRUE))
  add("pooled H3 rota", scores(panel$rota, status, ifelse(sme, year, -1), panel$firm, FALSE, TRUE))
  both <- ifelse(sme & status, year, -1)
  add("pooled H3b rota", scores(panel$rota, panel$fsts, both, panel$firm, TRUE, TRUE))
  team <- panel$management_team_size
  add("pooled H4 management_team_size", scores(team, sme, cell, panel$firm, FALSE, TRUE))
  for (name in c("professional_training", "strategic_planning", "export_plan")) {
    id <- if (name == "export_plan") "H5" else "H4"
    add(paste("pooled", id, name), scores(panel[[name]], sme, cell, panel$firm, FALSE, FALSE))
  }
  out
}

block_2 <- function(panel, columns) {
  out <- list()
  for (year in sort(unique(panel$year))) {
    x <- panel[panel$year == year, ]
    model <- internationalized ~ sme + log_firm_age + factor(country)
    if (columns == 11) model <- update(model, ~ . + factor(industry))
    found <- summary(glm(model, binomial, x))$coefficients["sme", ]
    out[[paste("logit", columns, year)]] <- found[c("z value", "Pr(>|z|)", "Estimate")]
  }
  out
}

seconds <- function(work) {
  before <- proc.time()
  value <- work()
  after <- proc.time()
  list(value = value, seconds = sum(after[c("user.self", "sys.self")] - before[c("user.self", "sys.self")]))
}

# warnings on small expected counts are what R says of these tables, not of the code
options(warn = -1)
by_panel <- split(panels, panels$replicate)
invisible(one(by_panel[[1]])) # loads what is loaded on first use
tests <- seconds(function() lapply(by_panel, one))
few <- seconds(function() lapply(by_panel, block_2, 7))
many <- seconds(function() lapply(by_panel, block_2, 11))

rows <- list()
for (r in names(by_panel)) {
  found <- c(tests$value[[r]], few$value[[r]], many$value[[r]])
  for (name in names(found)) {
    v <- as.numeric(found[[name]])
    rows[[length(rows) + 1]] <- data.frame(
      replicate = r, test = name, place = seq_along(v), value = formatC(v, digits = 17, format = "g")
    )
  }
}
write.csv(do.call(rbind, rows), given[2], row.names = FALSE, quote = FALSE)
write.csv(
  data.frame(
    part = c("tests", "logit_7", "logit_11"),
    seconds = c(tests$seconds, few$seconds, many$seconds)
  ),
  given[3], row.names = FALSE
)
writeLines(c(R.version.string, paste("nortest", packageVersion("nortest"))), paste0(given[3], ".versions"))
