"""How the documentation site is built: ``make docs``."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from smeint import __version__  # noqa: E402

project = "smeint"
author = "The smeint developers"
copyright = "The smeint developers, MIT licence"
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosectionlabel",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "_ext.generated",
    "_ext.mathml",
]
exclude_patterns = ["_build", "_ext", "example"]

autodoc_typehints = "none"  # docstrings say what an argument is
autodoc_member_order = "bysource"
autosectionlabel_prefix_document = True
autosectionlabel_maxdepth = 2
default_role = "py:obj"
smartquotes_action = "D"  # dashes alone: formulas keep their primes
myst_heading_anchors = 4
napoleon_google_docstring = False
napoleon_use_param = False  # or the n of a shape would lead to an attribute n
napoleon_use_rtype = False
python_display_short_literal_types = True
# headings such as Added and References come back on a page; nothing refers to these
suppress_warnings = ["autosectionlabel.*"]

html_math_renderer = "mathml"
html_theme = "furo"
html_title = f"smeint {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}
copybutton_exclude = ".linenos, .gp, .go"
