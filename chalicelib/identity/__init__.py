"""Who may sign in: credentials, sessions, lockout, access tokens. Knows no names, addresses or products."""
