"""The command `frontdesk` as the harness starts it: it ends with the harness, defects by wish.

Without the variables of `RELIABILITY_` it is the product as it is delivered.
"""

import os
from datetime import timedelta

from bot.ledger import claims, speakers
from frontdesk.cli import main
from tests.reliability import mutants
from tests.reliability.parent import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    if seconds := os.environ.get("RELIABILITY_LEASE_SECONDS"):
        claims.LEASE = timedelta(seconds=float(seconds))
        # Who speaks is known as soon as who works: more deaths hit somebody who speaks.
        speakers.LEASE = min(speakers.LEASE, claims.LEASE)
    if name := os.environ.get("RELIABILITY_MUTANT"):
        mutants.install(name)
    main()
