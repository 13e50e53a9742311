# CloudFront takes certificates of us-east-1 only.
resource "aws_acm_certificate" "web" {
  region            = "us-east-1"
  domain_name       = var.domain
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

locals {
  proof         = one(aws_acm_certificate.web.domain_validation_options)
  zones         = toset(var.hosted_zone_id == null ? [] : [var.hosted_zone_id])
  address_kinds = toset(var.hosted_zone_id == null ? [] : ["A", "AAAA"])
}

# The proof that the domain is ours; it must stay, since the certificate is renewed by it every year.
resource "aws_route53_record" "proof" {
  for_each = local.zones

  zone_id         = each.key
  name            = local.proof.resource_record_name
  type            = local.proof.resource_record_type
  records         = [local.proof.resource_record_value]
  ttl             = 600
  allow_overwrite = true
}

# Waits until the proof stands in DNS.
resource "aws_acm_certificate_validation" "web" {
  region          = "us-east-1"
  certificate_arn = aws_acm_certificate.web.arn
  depends_on      = [aws_route53_record.proof]
}

resource "aws_route53_record" "web" {
  for_each = local.address_kinds

  zone_id = var.hosted_zone_id
  name    = var.domain
  type    = each.key

  alias {
    name                   = aws_cloudfront_distribution.web.domain_name
    zone_id                = aws_cloudfront_distribution.web.hosted_zone_id
    evaluate_target_health = false
  }
}
