"""Lives of a brand that sends: what happens to it, a model of what should, and faults that the model must find."""
