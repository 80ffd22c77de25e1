"""The demo shop "Lumen & Loom": 2,000 customers and two years of what they bought and asked."""

from crm_backend.seed.report import DemoReport, demo_report
from crm_backend.seed.run import SeedReport, seed_shop

__all__ = ["DemoReport", "SeedReport", "demo_report", "seed_shop"]
