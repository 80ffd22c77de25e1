"""The page of models: what they scored, who made them, which one answers; promote, try, go back."""
