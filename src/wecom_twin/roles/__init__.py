"""The parts that a world plays: what may be built, what the console does, what people do, how time goes."""
