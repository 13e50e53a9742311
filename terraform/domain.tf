# A name of one's own for the API, with TLS: api_domain. The package maps it to its stage (release/package_terraform.py).
locals {
  api_domains = toset(var.api_domain == null ? [] : [var.api_domain])
  # With a Route 53 zone the records are made here; without one, whoever keeps the domain's DNS makes those of the output.
  # What callers put before a path, and what problems and answers lead to.
  public_domain = var.web_domain == null ? var.api_domain : var.web_domain
  public_url    = local.public_domain == null ? "/api" : "https://${local.public_domain}"
  # Where the bank's own pages are: nowhere without a name of one's own, and then the doors for pages stay shut.
  public_origins    = local.public_domain == null ? "" : "https://${local.public_domain}"
  api_zoned_domains = toset(var.api_hosted_zone_id == null ? [] : local.api_domains)
}

resource "aws_acm_certificate" "api" {
  for_each = local.api_domains

  domain_name       = each.key
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

# The proof that the domain is ours; it must stay, since the certificate is renewed by it every year.
resource "aws_route53_record" "api_certificate" {
  for_each = local.api_zoned_domains

  zone_id         = var.api_hosted_zone_id
  name            = one(aws_acm_certificate.api[each.key].domain_validation_options).resource_record_name
  type            = one(aws_acm_certificate.api[each.key].domain_validation_options).resource_record_type
  records         = [one(aws_acm_certificate.api[each.key].domain_validation_options).resource_record_value]
  ttl             = 600
  allow_overwrite = true
}

# Waits until the proof stands in DNS.
resource "aws_acm_certificate_validation" "api" {
  for_each = local.api_domains

  certificate_arn = aws_acm_certificate.api[each.key].arn
  depends_on      = [aws_route53_record.api_certificate]
}

resource "aws_api_gateway_domain_name" "api" {
  for_each = local.api_domains

  domain_name              = each.key
  regional_certificate_arn = aws_acm_certificate_validation.api[each.key].certificate_arn
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_route53_record" "api" {
  for_each = local.api_zoned_domains

  zone_id = var.api_hosted_zone_id
  name    = each.key
  type    = "A"

  alias {
    name                   = aws_api_gateway_domain_name.api[each.key].regional_domain_name
    zone_id                = aws_api_gateway_domain_name.api[each.key].regional_zone_id
    evaluate_target_health = false
  }
}
