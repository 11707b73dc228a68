"""Metamorphic relations: changes of a report that must leave what is read of it as it was, or change only one thing."""
