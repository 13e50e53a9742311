"""What a card did, as a file: CSV or XLSX, built by a state machine, kept in a bucket, mailed as a link."""
