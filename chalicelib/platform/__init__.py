"""AWS and Chalice plumbing that knows no banking. Contexts use it; it uses only the kernel."""
