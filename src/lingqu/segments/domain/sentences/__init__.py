"""A definition as one sentence, Chinese or English, that can be understood in one way only."""
