"""What the platform keeps: keys, waits, errors, approvals, the audit. Numbers from 500 on."""
