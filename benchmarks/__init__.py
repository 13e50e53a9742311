"""What each operation of the bank costs, counted rather than timed: `python -m benchmarks`, or `make bench`.

`recorder` listens to botocore, `units` applies DynamoDB's rules, `cloud` plays streams, queues and state machines in
this process so that every call is seen, `operations` says what to run, `budgets` what it may cost.
"""
