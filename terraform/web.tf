# The bank's web: pages and API on one origin, web_domain. What stands at CloudFront is in web/, which the package calls with the
# API's address (release/package_terraform.py); what both sides of it must agree on is here.
locals {
  web = var.web_domain != null

  # By this header the API knows CloudFront. Only so nobody else can say where a caller is.
  origin_header  = "X-Inferno-Origin"
  origin_turns   = { now = tostring(var.origin_secret_turn), before = tostring(var.origin_secret_turn - 1) }
  address_header = local.web ? "X-Inferno-Viewer" : ""

  # What a page sends to S3, or shows from there, by a signed link: buckets that say so.
  browser_buckets = {
    for use in ["uploads", "pictures"] : use => [for name, bucket in local.buckets : name if try(bucket.browser, null) == use]
  }
  browser_origins = {
    for use, names in local.browser_buckets : use => join(" ", [
      for name in names : "https://${local.prefix}-${local.account}-${name}.s3.${var.region}.amazonaws.com"
    ])
  }
  page_headers = jsondecode(templatefile("${path.module}/../chalicelib/platform/html_headers.json", local.browser_origins))
}

# In the state, unlike the bank's keys: a plan compares it with what WAF and CloudFront hold, which tell it to whoever may read them.
# It opens no account; without it one comes through the firewall and CloudFront like everybody (docs/decisions/0203).
resource "random_password" "origin" {
  for_each = toset(local.web ? values(local.origin_turns) : [])

  length  = 40
  special = false
}

# CloudFront comes with a new secret when the firewall knows it.
resource "terraform_data" "origin_secret" {
  count = local.web ? 1 : 0

  input      = random_password.origin[local.origin_turns.now].result
  depends_on = [aws_wafv2_web_acl.door]
}

# A form of ours may send a file to S3, and read what it answered.
resource "aws_s3_bucket_cors_configuration" "bucket" {
  for_each = toset(local.web ? local.browser_buckets.uploads : [])

  bucket = aws_s3_bucket.bucket[each.key].id
  cors_rule {
    allowed_origins = [local.public_origins]
    allowed_methods = ["POST"]
    allowed_headers = ["*"]
    max_age_seconds = 3600
  }
}
