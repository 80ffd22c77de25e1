"""What customers are worth: how often each will buy again, for how much, and how sure that is.

The cores are pure: columns in, frozen results out. No database, no clock, no global seeds.
"""
