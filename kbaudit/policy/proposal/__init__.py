"""`kbaudit policy init`: a policy proposed from what a knowledge base shows. propose.py has the story."""
