variable "name" {
  description = "What everything here is called, inferno-<stage>."
  type        = string
}

variable "domain" {
  description = "The name of pages and API."
  type        = string
}

variable "hosted_zone_id" {
  description = "The Route 53 zone of the domain. Null: its records are made by hand, from the output."
  type        = string
}

variable "bucket" {
  description = "What the bucket of the bundle is called."
  type        = string
}

variable "bucket_goes_full" {
  description = "Whether the bucket may be deleted with what it holds."
  type        = bool
}

variable "api" {
  description = "Where the API answers: the host that API Gateway gives it, and its stage as a path."
  type        = object({ host = string, path = string })
}

variable "origin_header" {
  description = "The header by which the API knows that CloudFront asks."
  type        = object({ name = string, value = string })
  sensitive   = true
}

variable "page_headers" {
  description = "Headers of every page: chalicelib/platform/html_headers.json."
  type        = any
}

variable "firewall_arn" {
  description = "The firewall before everything. Null: none."
  type        = string
}
