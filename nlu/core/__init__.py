"""Pure estimators: numpy, scipy and scikit-learn only; nothing here knows of Rasa."""
