"""Imports every table of the console, so that the metadata is whole."""

from console.staff.models import LoginFailure, SetupLink, Staff, StaffSession

__all__ = ["LoginFailure", "SetupLink", "Staff", "StaffSession"]
