output "distribution_id" {
  description = "Whom a release tells that there is something new."
  value       = aws_cloudfront_distribution.web.id
}

output "certificate_record" {
  description = "Proves to AWS that the domain is ours; must stay in DNS."
  value       = { name = local.proof.resource_record_name, type = local.proof.resource_record_type, value = local.proof.resource_record_value }
}

output "name_record" {
  description = "Leads the domain to CloudFront."
  value       = { name = var.domain, type = "CNAME", value = aws_cloudfront_distribution.web.domain_name }
}
