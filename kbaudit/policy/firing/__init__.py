"""`kbaudit policy check`: what of a policy can never hold, and what never fires in a knowledge base."""
