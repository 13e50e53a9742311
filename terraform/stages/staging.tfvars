stage               = "staging"
mail_domain         = "staging.infernobank.example"
requests_per_minute = 100
api_rate_limit      = 100
api_burst_limit     = 200
log_retention_days  = 30
deletion_protection = false
firewall            = true
