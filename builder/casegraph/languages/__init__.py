"""Language packs: what a language says how, as tables."""
