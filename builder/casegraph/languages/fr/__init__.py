"""The French language pack: tables of cues, frames, units and words."""
