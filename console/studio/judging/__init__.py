"""What a model understands: its report, the comparison with another one, replays."""
