"""Adapters, a module a framework: langchain, llamaindex, haystack. Each imports its own; this package imports none.

Without a framework it's `kbaudit.retrieval.ruleset.RuleSet`.
"""
