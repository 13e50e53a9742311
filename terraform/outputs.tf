output "mail_dns_records" {
  description = "What must stand in DNS before mails are sent (made here when hosted_zone_id is given)."
  value       = values(local.mail_records)
}

output "alarm_topic_arn" {
  description = "Subscribe whoever is on call."
  value       = aws_sns_topic.alarms.arn
}

output "dashboard_url" {
  value = "https://${var.region}.console.aws.amazon.com/cloudwatch/home?region=${var.region}#dashboards/dashboard/${aws_cloudwatch_dashboard.bank.dashboard_name}"
}

output "tables" {
  description = "Full table names by declared name."
  value       = { for name, table in aws_dynamodb_table.table : name => table.name }
}

output "stream_arns" {
  description = "What `chalice deploy` subscribes the relays to (BANK_STREAM_<TABLE>)."
  value       = { for name, table in aws_dynamodb_table.table : name => table.stream_arn if table.stream_enabled }
}

output "state_machine_arns" {
  value = { for name, machine in aws_sfn_state_machine.machine : name => machine.arn }
}

output "api_dns_records" {
  description = "What must stand in DNS for api_domain (made here when api_hosted_zone_id is given): the proof first, then the name."
  value = concat(
    [for certificate in aws_acm_certificate.api : {
      name  = one(certificate.domain_validation_options).resource_record_name
      type  = one(certificate.domain_validation_options).resource_record_type
      value = one(certificate.domain_validation_options).resource_record_value
    }],
    [for domain in aws_api_gateway_domain_name.api : { name = domain.domain_name, type = "CNAME", value = domain.regional_domain_name }],
  )
}
