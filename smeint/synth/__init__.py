"""The synthetic world: panels whose truth is known."""
