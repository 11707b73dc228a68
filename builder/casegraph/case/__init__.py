"""Mentions to statements about entities: merging, order, the case."""
