"""Stories, rules and forms as one automaton, and what is wrong with them."""
