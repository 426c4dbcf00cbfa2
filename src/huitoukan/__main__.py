"""`python -m huitoukan`: the same as the command."""

from huitoukan.cli import main

main()
