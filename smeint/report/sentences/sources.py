"""The works that the report may cite, by key, as APA sets them."""

from __future__ import annotations

#: Asterisks stand around what is set in italics; a version in braces is that of the results.
#: Titles, journals and addresses were looked up for the docstrings of the procedures.
SOURCES: dict[str, str] = {
    "appelbaum_2018": (
        "Appelbaum, M., Cooper, H., Kline, R. B., Mayo-Wilson, E., Nezu, A. M., & Rao, S. M. "
        "(2018). Journal article reporting standards for quantitative research in psychology: The "
        "APA Publications and Communications Board task force report. *American Psychologist*, "
        "*73*, 3-25. https://doi.org/10.1037/amp0000191"
    ),
    "bell_mccaffrey_2002": (
        "Bell, R. M., & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear "
        "regression with multi-stage samples. *Survey Methodology*, *28*, 169-181."
    ),
    "binder_1983": (
        "Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex "
        "surveys. *International Statistical Review*, *51*, 279-292. "
        "https://doi.org/10.2307/1402588"
    ),
    "blair_2019": (
        "Blair, G., Cooper, J., Coppock, A., & Humphreys, M. (2019). Declaring and diagnosing "
        "research designs. *American Political Science Review*, *113*, 838-859. "
        "https://doi.org/10.1017/S0003055419000194"
    ),
    "bonett_wright_2000": (
        "Bonett, D. G., & Wright, T. A. (2000). Sample size requirements for estimating Pearson, "
        "Kendall and Spearman correlations. *Psychometrika*, *65*, 23-28. "
        "https://doi.org/10.1007/BF02294183"
    ),
    "breslow_day_1980": (
        "Breslow, N. E., & Day, N. E. (1980). *Statistical methods in cancer research: Vol. 1*. "
        "IARC."
    ),
    "brunner_munzel_2000": (
        "Brunner, E., & Munzel, U. (2000). The nonparametric Behrens-Fisher problem. *Biometrical "
        "Journal*, *42*, 17-25. "
        "https://doi.org/10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U"
    ),
    "conover_iman_1981": (
        "Conover, W. J., & Iman, R. L. (1981). Rank transformations as a bridge between "
        "parametric and nonparametric statistics. *The American Statistician*, *35*, 124-129. "
        "https://doi.org/10.1080/00031305.1981.10479327"
    ),
    "cronbach_1951": (
        "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. "
        "*Psychometrika*, *16*, 297-334. https://doi.org/10.1007/BF02310555"
    ),
    "cureton_1956": (
        "Cureton, E. E. (1956). Rank-biserial correlation. *Psychometrika*, *21*, 287-290. "
        "https://doi.org/10.1007/BF02289138"
    ),
    "dallal_wilkinson_1986": (
        "Dallal, G. E., & Wilkinson, L. (1986). An analytic approximation to the distribution of "
        "Lilliefors's test statistic for normality. *The American Statistician*, *40*, 294-296. "
        "https://doi.org/10.1080/00031305.1986.10475419"
    ),
    "feldt_1965": (
        "Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson "
        "reliability coefficient twenty. *Psychometrika*, *30*, 357-370. "
        "https://doi.org/10.1007/BF02289499"
    ),
    "firth_1993": (
        "Firth, D. (1993). Bias reduction of maximum likelihood estimates. *Biometrika*, *80*, "
        "27-38. https://doi.org/10.1093/biomet/80.1.27"
    ),
    "firthmodels": (
        "Luo, J. (n.d.). *firthmodels: Firth-penalized models in Python* (Version {firthmodels}) "
        "[Computer software]. https://github.com/jzluo/firthmodels"
    ),
    "fisher_1935": (
        "Fisher, R. A. (1935). The logic of inductive inference. *Journal of the Royal "
        "Statistical Society*, *98*, 39-82. https://doi.org/10.2307/2342435"
    ),
    "freeman_halton_1951": (
        "Freeman, G. H., & Halton, J. H. (1951). Note on an exact treatment of contingency, "
        "goodness of fit and other problems of significance. *Biometrika*, *38*, 141-149. "
        "https://doi.org/10.1093/biomet/38.1-2.141"
    ),
    "gelman_carlin_2014": (
        "Gelman, A., & Carlin, J. (2014). Beyond power calculations: Assessing type S (sign) and "
        "type M (magnitude) errors. *Perspectives on Psychological Science*, *9*, 641-651. "
        "https://doi.org/10.1177/1745691614551642"
    ),
    "gelman_stern_2006": (
        'Gelman, A., & Stern, H. (2006). The difference between "significant" and "not '
        'significant" is not itself statistically significant. *The American Statistician*, *60*, '
        "328-331. https://doi.org/10.1198/000313006X152649"
    ),
    "heinze_schemper_2002": (
        "Heinze, G., & Schemper, M. (2002). A solution to the problem of separation in logistic "
        "regression. *Statistics in Medicine*, *21*, 2409-2419. https://doi.org/10.1002/sim.1047"
    ),
    "holm_1979": (
        "Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian "
        "Journal of Statistics*, *6*, 65-70. https://www.jstor.org/stable/4615733"
    ),
    "hosmer_lemeshow_1980": (
        "Hosmer, D. W., & Lemeshow, S. (1980). Goodness of fit tests for the multiple logistic "
        "regression model. *Communications in Statistics - Theory and Methods*, *9*, 1043-1069. "
        "https://doi.org/10.1080/03610928008827941"
    ),
    "hosmer_lemeshow_2013": (
        "Hosmer, D. W., Lemeshow, S., & Sturdivant, R. X. (2013). *Applied logistic regression* "
        "(3rd ed.). Wiley. https://doi.org/10.1002/9781118548387"
    ),
    "koenker_bassett_1978": (
        "Koenker, R., & Bassett, G. (1978). Regression quantiles. *Econometrica*, *46*, 33-50. "
        "https://doi.org/10.2307/1913643"
    ),
    "konis_2007": (
        "Konis, K. (2007). *Linear programming algorithms for detecting separated data in binary "
        "logistic regression models* [Doctoral thesis, University of Oxford]."
    ),
    "korn_graubard_1998": (
        "Korn, E. L., & Graubard, B. I. (1998). Confidence intervals for proportions with small "
        "expected number of positive counts estimated from survey data. *Survey Methodology*, "
        "*24*, 193-201."
    ),
    "liang_zeger_1986": (
        "Liang, K.-Y., & Zeger, S. L. (1986). Longitudinal data analysis using generalized linear "
        "models. *Biometrika*, *73*, 13-22. https://doi.org/10.1093/biomet/73.1.13"
    ),
    "lilliefors_1967": (
        "Lilliefors, H. W. (1967). On the Kolmogorov-Smirnov test for normality with mean and "
        "variance unknown. *Journal of the American Statistical Association*, *62*, 399-402. "
        "https://doi.org/10.1080/01621459.1967.10482916"
    ),
    "lumley_2004": (
        "Lumley, T. (2004). Analysis of complex survey samples. *Journal of Statistical "
        "Software*, *9*(8). https://doi.org/10.18637/jss.v009.i08"
    ),
    "mackinnon_white_1985": (
        "MacKinnon, J. G., & White, H. (1985). Some heteroskedasticity-consistent covariance "
        "matrix estimators with improved finite sample properties. *Journal of Econometrics*, "
        "*29*, 305-325. https://doi.org/10.1016/0304-4076(85)90158-7"
    ),
    "mancl_derouen_2001": (
        "Mancl, L. A., & DeRouen, T. A. (2001). A covariance estimator for GEE with improved "
        "small-sample properties. *Biometrics*, *57*, 126-134. "
        "https://doi.org/10.1111/j.0006-341X.2001.00126.x"
    ),
    "mann_whitney_1947": (
        "Mann, H. B., & Whitney, D. R. (1947). On a test of whether one of two random variables "
        "is stochastically larger than the other. *Annals of Mathematical Statistics*, *18*, "
        "50-60. https://doi.org/10.1214/aoms/1177730491"
    ),
    "mantel_haenszel_1959": (
        "Mantel, N., & Haenszel, W. (1959). Statistical aspects of the analysis of data from "
        "retrospective studies of disease. *Journal of the National Cancer Institute*, *22*, "
        "719-748. https://doi.org/10.1093/jnci/22.4.719"
    ),
    "massey_1951": (
        "Massey, F. J. (1951). The Kolmogorov-Smirnov test for goodness of fit. *Journal of the "
        "American Statistical Association*, *46*, 68-78. "
        "https://doi.org/10.1080/01621459.1951.10500769"
    ),
    "matplotlib": (
        "Hunter, J. D. (2007). Matplotlib: A 2D graphics environment. *Computing in Science & "
        "Engineering*, *9*, 90-95. https://doi.org/10.1109/MCSE.2007.55"
    ),
    "mcdonald_1999": (
        "McDonald, R. P. (1999). *Test theory: A unified treatment*. Lawrence Erlbaum. "
        "https://doi.org/10.4324/9781410601087"
    ),
    "morris_2019": (
        "Morris, T. P., White, I. R., & Crowther, M. J. (2019). Using simulation studies to "
        "evaluate statistical methods. *Statistics in Medicine*, *38*, 2074-2102. "
        "https://doi.org/10.1002/sim.8086"
    ),
    "nagelkerke_1991": (
        "Nagelkerke, N. J. D. (1991). A note on a general definition of the coefficient of "
        "determination. *Biometrika*, *78*, 691-692. https://doi.org/10.1093/biomet/78.3.691"
    ),
    "newcombe_1998": (
        "Newcombe, R. G. (1998). Interval estimation for the difference between independent "
        "proportions: comparison of eleven methods. *Statistics in Medicine*, *17*, 873-890. "
        "https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I"
    ),
    "newcombe_2006": (
        "Newcombe, R. G. (2006). Confidence intervals for an effect size measure based on the "
        "Mann-Whitney statistic, part 2. *Statistics in Medicine*, *25*, 559-573. "
        "https://doi.org/10.1002/sim.2324"
    ),
    "numpy": (
        "Harris, C. R., Millman, K. J., van der Walt, S. J., Gommers, R., Virtanen, P., "
        "Cournapeau, D., Wieser, E., Taylor, J., Berg, S., Smith, N. J., Kern, R., Picus, M., "
        "Hoyer, S., van Kerkwijk, M. H., Brett, M., Haldane, A., Fernández del Río, J., Wiebe, "
        "M., Peterson, P., . . . Oliphant, T. E. (2020). Array programming with NumPy. *Nature*, "
        "*585*, 357-362. https://doi.org/10.1038/s41586-020-2649-2"
    ),
    "osei_bonsu_2014": (
        "Osei-Bonsu, N. (2014). Understanding the internationalization process of small-to "
        "medium-sized manufacturing enterprises (SMEs): Evidence from developing countries."
    ),
    "pandas": (
        "McKinney, W. (2010). Data structures for statistical computing in Python. *Proceedings "
        "of the 9th Python in Science Conference*, 56-61. "
        "https://doi.org/10.25080/Majora-92bf1922-00a"
    ),
    "papke_wooldridge_1996": (
        "Papke, L. E., & Wooldridge, J. M. (1996). Econometric methods for fractional response "
        "variables with an application to 401(k) plan participation rates. *Journal of Applied "
        "Econometrics*, *11*, 619-632. "
        "https://doi.org/10.1002/(SICI)1099-1255(199611)11:6<619::AID-JAE418>3.0.CO;2-1"
    ),
    "parente_santos_silva_2016": (
        "Parente, P. M. D. C., & Santos Silva, J. M. C. (2016). Quantile regression with "
        "clustered data. *Journal of Econometric Methods*, *5*, 1-15. "
        "https://doi.org/10.1515/jem-2014-0011"
    ),
    "patefield_1981": (
        "Patefield, W. M. (1981). Algorithm AS 159: an efficient method of generating random R x "
        "C tables. *Applied Statistics*, *30*, 91-97. https://doi.org/10.2307/2346669"
    ),
    "pearson_1900": (
        "Pearson, K. (1900). On the criterion that a given system of deviations from the probable "
        "in the case of a correlated system of variables is such that it can be reasonably "
        "supposed to have arisen from random sampling. *Philosophical Magazine*, *50*, 157-175. "
        "https://doi.org/10.1080/14786440009463897"
    ),
    "peduzzi_1996": (
        "Peduzzi, P., Concato, J., Kemper, E., Holford, T. R., & Feinstein, A. R. (1996). A "
        "simulation study of the number of events per variable in logistic regression analysis. "
        "*Journal of Clinical Epidemiology*, *49*, 1373-1379. "
        "https://doi.org/10.1016/S0895-4356(96)00236-3"
    ),
    "pingouin": (
        "Vallat, R. (2018). Pingouin: statistics in Python. *Journal of Open Source Software*, "
        "*3*, 1026. https://doi.org/10.21105/joss.01026"
    ),
    "ramalho_2011": (
        "Ramalho, E. A., Ramalho, J. J. S., & Murteira, J. M. R. (2011). Alternative estimating "
        "and testing empirical strategies for fractional regression models. *Journal of Economic "
        "Surveys*, *25*, 19-68. https://doi.org/10.1111/j.1467-6419.2009.00602.x"
    ),
    "rao_scott_1984": (
        "Rao, J. N. K., & Scott, A. J. (1984). On chi-squared tests for multiway contingency "
        "tables with cell proportions estimated from survey data. *Annals of Statistics*, *12*, "
        "46-60. https://doi.org/10.1214/aos/1176346391"
    ),
    "robins_1986": (
        "Robins, J., Breslow, N., & Greenland, S. (1986). Estimators of the Mantel-Haenszel "
        "variance consistent in both sparse data and large-strata limiting models. *Biometrics*, "
        "*42*, 311-323. https://doi.org/10.2307/2531052"
    ),
    "rotnitzky_jewell_1990": (
        "Rotnitzky, A., & Jewell, N. P. (1990). Hypothesis testing of regression parameters in "
        "semiparametric generalized linear models for cluster correlated data. *Biometrika*, "
        "*77*, 485-497. https://doi.org/10.1093/biomet/77.3.485"
    ),
    "royston_1995": (
        "Royston, P. (1995). Remark AS R94: a remark on algorithm AS 181, the W-test for "
        "normality. *Applied Statistics*, *44*, 547-551. https://doi.org/10.2307/2986146"
    ),
    "schuirmann_1987": (
        "Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the "
        "power approach for assessing the equivalence of average bioavailability. *Journal of "
        "Pharmacokinetics and Biopharmaceutics*, *15*, 657-680. "
        "https://doi.org/10.1007/BF01068419"
    ),
    "scipy": (
        "Virtanen, P., Gommers, R., Oliphant, T. E., Haberland, M., Reddy, T., Cournapeau, D., "
        "Burovski, E., Peterson, P., Weckesser, W., Bright, J., van der Walt, S. J., Brett, M., "
        "Wilson, J., Millman, K. J., Mayorov, N., Nelson, A. R. J., Jones, E., Kern, R., Larson, "
        "E., . . . SciPy 1.0 Contributors. (2020). SciPy 1.0: Fundamental algorithms for "
        "scientific computing in Python. *Nature Methods*, *17*, 261-272. "
        "https://doi.org/10.1038/s41592-019-0686-2"
    ),
    "seaborn": (
        "Waskom, M. L. (2021). seaborn: statistical data visualization. *Journal of Open Source "
        "Software*, *6*, 3021. https://doi.org/10.21105/joss.03021"
    ),
    "shapiro_wilk_1965": (
        "Shapiro, S. S., & Wilk, M. B. (1965). An analysis of variance test for normality "
        "(complete samples). *Biometrika*, *52*, 591-611. https://doi.org/10.2307/2333709"
    ),
    "smeint": ("The smeint developers. (n.d.). *smeint* (Version {smeint}) [Computer software]."),
    "smithson_2003": (
        "Smithson, M. (2003). *Confidence intervals*. Sage. https://doi.org/10.4135/9781412983761"
    ),
    "spearman_1904": (
        "Spearman, C. (1904). The proof and measurement of association between two things. "
        "*American Journal of Psychology*, *15*, 72-101. https://doi.org/10.2307/1412159"
    ),
    "statsmodels": (
        "Seabold, S., & Perktold, J. (2010). Statsmodels: Econometric and statistical modeling "
        "with Python. *Proceedings of the 9th Python in Science Conference*, 92-96. "
        "https://doi.org/10.25080/Majora-92bf1922-011"
    ),
    "streitberg_roehmel_1986": (
        "Streitberg, B., & Roehmel, J. (1986). Exact distributions for permutation and rank "
        "tests: an introduction to some recently published algorithms. *Statistical Software "
        "Newsletter*, *12*, 10-17."
    ),
    "tarone_1985": (
        "Tarone, R. E. (1985). On heterogeneity tests based on efficient scores. *Biometrika*, "
        "*72*, 91-95. https://doi.org/10.1093/biomet/72.1.91"
    ),
    "van_elteren_1960": (
        "van Elteren, P. (1960). On the combination of independent two sample tests of Wilcoxon. "
        "*Bulletin of the International Statistical Institute*, *37*, 351-361."
    ),
    "welch_1951": (
        "Welch, B. L. (1951). On the comparison of several mean values: an alternative approach. "
        "*Biometrika*, *38*, 330-336. https://doi.org/10.1093/biomet/38.3-4.330"
    ),
    "wilson_1927": (
        "Wilson, E. B. (1927). Probable inference, the law of succession, and statistical "
        "inference. *Journal of the American Statistical Association*, *22*, 209-212. "
        "https://doi.org/10.1080/01621459.1927.10502953"
    ),
    "woolf_1955": (
        "Woolf, B. (1955). On estimating the relation between blood group and disease. *Annals of "
        "Human Genetics*, *19*, 251-253. https://doi.org/10.1111/j.1469-1809.1955.tb01348.x"
    ),
    "yates_1934": (
        "Yates, F. (1934). Contingency tables involving small numbers and the chi-square test. "
        "*Supplement to the Journal of the Royal Statistical Society*, *1*, 217-235. "
        "https://doi.org/10.2307/2983604"
    ),
}
