stage               = "prod"
mail_domain         = "infernobank.example"
requests_per_minute = 100
api_rate_limit      = 500
api_burst_limit     = 1000
log_retention_days  = 365
deletion_protection = true
firewall            = true
