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
