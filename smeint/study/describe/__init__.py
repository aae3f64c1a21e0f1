"""Missing data and representativeness: what a study's data can and cannot say."""
