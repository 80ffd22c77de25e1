"""Groups of customers that people understand: RFM by rule, and clusters that hold when redrawn.

The cores are pure: columns in, frozen results out. To say where one customer belongs needs `model`
(or `rules`) and numpy alone.
"""
