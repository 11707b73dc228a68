"""Bytes to a document: encoding, sections, sentences, words."""
