"""What an agent can do with an order of a verified customer: read a form, say what will happen,
do it, and offer a sentence about it."""

from console.customers.deeds.address import ChangeAddress
from console.customers.deeds.cancelling import Cancel
from console.customers.deeds.deed import Deed, Doing, Problem
from console.customers.deeds.refunding import GiveBack
from console.customers.deeds.returning import SendBack
from console.customers.offers import Action

__all__ = ["DEEDS", "Deed", "Doing", "Problem"]

DEEDS: dict[Action, Deed] = {
    "refund": GiveBack(),
    "return": SendBack(),
    "cancel": Cancel(),
    "address": ChangeAddress(),
}
