"""What people do next: the category they buy, the reason they contact us for.

Pure: frames and sequences in, a model and its honest score out. No database and no clock.
"""
