"""kbaudit: the data-readiness audit of knowledge bases before RAG."""

__version__ = "0.1.0"
