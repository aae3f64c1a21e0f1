"""The commands: parse, call, print."""

from smeint.commands import diagnose as diagnose
from smeint.commands import files as files
from smeint.commands import study as study
from smeint.commands.app import app as app
from smeint.commands.app import call as call
