"""The synthetic world: panels whose truth is known. Everything it makes is SYNTHETIC."""
