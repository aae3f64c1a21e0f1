# What R says of the worked data, for docs/conventions.md.
# Run from this folder: Rscript make_conventions.R  (or: python analyses/conventions.py --r)
# Reads conventions_calls.json, which analyses/conventions.py writes from its table, and
# ../../data/synthetic/worked_firms.csv (synthetic firms; licence beside it).
# Writes conventions.json (each call beside its values) and conventions_session_info.txt.
# Packages and licences: nortest GPL (>= 2), e1071 GPL-2, coin GPL-2, exactRankTests GPL (>= 2),
# effectsize MIT, rstatix GPL-2, vcd GPL-2, epiR GPL (>= 2), metafor GPL (>= 2), pROC GPL (>= 3),
# performance GPL-3, sandwich GPL-2 | GPL-3, lmtest GPL-2 | GPL-3, brglm2 GPL-2 | GPL-3,
# geepack GPL (>= 3), quantreg GPL (>= 2), psych GPL (>= 2), jsonlite MIT.
suppressPackageStartupMessages(library(jsonlite))
all_firms <- read.csv("../../data/synthetic/worked_firms.csv")
firms <- all_firms[all_firms$year == min(all_firms$year), ]
later <- all_firms[all_firms$year == max(all_firms$year), ]
here <- new.env()
for (name in names(firms)) assign(name, firms[[name]], here)
for (name in names(all_firms)) assign(paste0("all_", name), all_firms[[name]], here)
for (name in c("fsts", "rota", "team")) {
  assign(paste0(name, "_sme"), firms[[name]][firms$sme == 1], here)
  assign(paste0(name, "_other"), firms[[name]][firms$sme == 0], here)
}
local({
  group <- factor(ifelse(firms$sme == 1, "sme", "other"), c("sme", "other"))
  outcome <- factor(ifelse(firms$internationalized == 1, "yes", "no"), c("yes", "no"))
  counts <- table(group, outcome)
  planning_later <- later$planning
  ratings <- as.matrix(firms[c("rater_1", "rater_2", "rater_3")])
  for (name in ls()) assign(name, get(name), here)
})
here$firms <- firms; here$all_firms <- all_firms

calls <- fromJSON("conventions_calls.json", simplifyVector = FALSE)
values <- list()
for (call in calls) {
  frame <- new.env(parent = here)
  set.seed(1)
  said <- tryCatch({
    frame$x <- suppressWarnings(suppressMessages(eval(parse(text = call$code), frame)))
    lapply(call$show, function(e) as.numeric(eval(parse(text = e), frame))[1])
  }, error = function(e) stop(call$key, ": ", conditionMessage(e)))
  values[[call$key]] <- list(code = unbox(call$code), show = lapply(call$show, unbox),
                             values = lapply(said, unbox))
}
write(toJSON(list(r = unbox(R.version.string), calls = values), digits = NA, pretty = 1),
      "conventions.json")
writeLines(capture.output(sessionInfo()), "conventions_session_info.txt")
