"""Schools of users: whose school is read, what is gathered from it, and the belief that there is one."""
