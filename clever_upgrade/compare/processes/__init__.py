"""Further processes that read and judge pages: who asks them, what is asked, and who answers."""
