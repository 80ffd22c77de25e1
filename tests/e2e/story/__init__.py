"""What the story of the desk is told with: the stage, the customers, the agents and their ways."""
