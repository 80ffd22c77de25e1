"""`python -m frontdesk`: the command line of the tree one stands in."""

from frontdesk.cli import main

main()
