"""The whole bank in the bottle: its API, its streams, queues, topics, machines and schedules, and people who use it."""
