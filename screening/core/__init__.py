"""Pure decisions: values in, values out. No clock, file, network, randomness or environment."""
