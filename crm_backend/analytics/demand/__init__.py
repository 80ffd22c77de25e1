"""Demand and workload: forecasts of many series, their errors beside naive ones; stock; staffing.

Pure: arrays and frames in, frozen results out. No database and no clock.
"""
