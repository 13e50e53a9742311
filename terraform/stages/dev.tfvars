stage               = "dev"
mail_domain         = "dev.infernobank.example"
requests_per_minute = 100
api_rate_limit      = 50
api_burst_limit     = 100
log_retention_days  = 14
deletion_protection = false
