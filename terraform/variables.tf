# What a stage sets is in stages/<stage>.tfvars. The defaults are the careful choice, so that a forgotten one costs
# convenience and not data.

variable "stage" {
  description = "Which bank this is. Every resource carries it in its name; a state made for one stage refuses another."
  type        = string
  default     = "dev"

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage is dev, staging or prod."
  }
}

variable "region" {
  description = "The AWS region everything lives in."
  type        = string
  default     = "us-east-1"
}

variable "backup_region" {
  description = "The region that gets a copy of every table once a day. Null: none, the tables' own past must do."
  type        = string
  default     = null

  validation {
    condition     = var.backup_region == null || var.backup_region != var.region
    error_message = "A copy in the same region is lost with it."
  }
}

variable "mail_domain" {
  description = "The domain mails come from. Its DKIM records must be in DNS (docs/deploy.md)."
  type        = string
  default     = "infernobank.example"
}

variable "sms_origin" {
  description = "The number (or, where a country allows it, the name) that SMS come from, registered with AWS. Empty: codes for phones are not sent."
  type        = string
  default     = ""
}

variable "push_android" {
  description = "The SNS platform application that push messages to Android go through, as GCM/name: it holds Firebase's credentials, so it is made by hand. Empty: none are sent."
  type        = string
  default     = ""

  validation {
    condition     = var.push_android == "" || var.push_android == "GCM/inferno-${var.stage}"
    error_message = "The application is called GCM/inferno-<stage>: no other may be used by the functions."
  }
}

variable "push_ios" {
  description = "The same for iOS, as APNS/name."
  type        = string
  default     = ""

  validation {
    condition     = contains(["", "APNS/inferno-${var.stage}", "APNS_SANDBOX/inferno-${var.stage}"], var.push_ios)
    error_message = "The application is called APNS/inferno-<stage>, or APNS_SANDBOX/inferno-<stage>: no other may be used by the functions."
  }
}

variable "hosted_zone_id" {
  description = "The Route 53 zone of the mail domain: its records are then made here. Null: the output mail_dns_records lists them."
  type        = string
  default     = null
}

variable "api_domain" {
  description = "The name that the API answers to besides its own, api.bank.example. Null: only the one AWS gives it."
  type        = string
  default     = null
}

variable "api_hosted_zone_id" {
  description = "The Route 53 zone of api_domain: its records are then made here. Null: the output api_dns_records lists them."
  type        = string
  default     = null
}

variable "web_domain" {
  description = "The name of the bank's web, bank.example: pages and API on one origin, through CloudFront. Null: an API alone."
  type        = string
  default     = null

  validation {
    condition     = var.web_domain == null || var.api_domain == null
    error_message = "With web_domain the API answers there, and nowhere else: leave api_domain out."
  }
}

variable "web_hosted_zone_id" {
  description = "The Route 53 zone of web_domain: its records are then made here. Null: the outputs web_certificate_record and web_name_record say them."
  type        = string
  default     = null
}

variable "origin_secret_turn" {
  description = "One more gives CloudFront a new secret to come to the API with. The one before is good until the next turn."
  type        = number
  default     = 1

  validation {
    condition     = var.origin_secret_turn >= 1
    error_message = "Turns are counted from 1."
  }
}

variable "operator_principals" {
  description = "Roles (ARNs, `*` allowed) that may put messages into queues beside the bank's own: who runs `make redeliver`."
  type        = list(string)
  default     = []
}

variable "alarm_email" {
  description = "Who gets the alarms; must confirm the subscription. Null: subscribe something else to the topic."
  type        = string
  default     = null
}

variable "requests_per_minute" {
  description = "What one user may ask a minute before being answered 429."
  type        = number
  default     = 100
}

variable "api_rate_limit" {
  description = "Requests a second the whole API takes."
  type        = number
  default     = 100
}

variable "api_burst_limit" {
  description = "Requests at once the whole API takes above its rate."
  type        = number
  default     = 200
}

variable "api_p99_milliseconds" {
  description = "An alarm goes off when one request in a hundred takes longer for fifteen minutes."
  type        = number
  default     = 3000
}

variable "api_gateway_account_logging" {
  description = "Make the role by which API Gateway writes access logs. One a region and account: true in one stage only where stages share an account."
  type        = bool
  default     = true
}

variable "firewall" {
  description = "Put a web application firewall before the API, at CloudFront where there is a web (about 8 dollars a month)."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "How long logs are kept."
  type        = number
  default     = 30
}

variable "deletion_protection" {
  description = "Refuse to delete tables, and buckets that are not empty."
  type        = bool
  default     = true
}
