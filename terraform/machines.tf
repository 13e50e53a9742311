locals {
  # What a definition (statemachines/<name>.asl.json) may name. Functions and machines by name, since they may come later.
  machine_names = {
    functions = { for name in local.functions : name => "${local.arn_prefixes.function}${name}" }
    machines  = { for name in keys(local.machines) : name => "${local.arn_prefixes.machine}${name}" }
    queues    = { for name, queue in aws_sqs_queue.queue : name => queue.url }
    tables    = { for name, table in aws_dynamodb_table.table : name => table.name }
    topics    = { for name, topic in aws_sns_topic.topic : name => topic.arn }
    buckets   = { for name, bucket in aws_s3_bucket.bucket : name => bucket.bucket }
  }

  # The declared permissions of each machine, tokens resolved.
  machine_statements = {
    for name, machine in local.machines : name => [
      for statement in machine.policy : {
        Effect = "Allow"
        Action = statement.actions
        Resource = [
          for token in statement.resources : "${local.arn_prefixes[regex("^([^/]+)/", token)[0]]}${regex("^[^/]+/(.+)$", token)[0]}"
        ]
      }
    ]
  }
}

resource "aws_sfn_state_machine" "machine" {
  for_each = local.machines

  name       = "${local.prefix}-${each.key}"
  type       = each.value.type
  role_arn   = aws_iam_role.machine[each.key].arn
  definition = templatefile("${path.module}/../statemachines/${each.key}.asl.json", local.machine_names)

  # Standard executions keep their own history; an Express one leaves nothing but its log: every step, when and how it went.
  # What went through the steps stays out: who bought what where, and mails, are nobody's to read in a log.
  logging_configuration {
    log_destination        = "${aws_cloudwatch_log_group.machine[each.key].arn}:*"
    include_execution_data = false
    level                  = each.value.type == "EXPRESS" ? "ALL" : "ERROR"
  }

  tracing_configuration {
    enabled = true
  }

  depends_on = [aws_iam_role_policy.machine]
}

resource "aws_cloudwatch_log_group" "machine" {
  for_each = local.machines

  # Step Functions grants itself access to groups of this name without filling the account's one resource policy.
  name              = "/aws/vendedlogs/states/${local.prefix}-${each.key}"
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "machine" {
  for_each = local.machines

  name = "${local.prefix}-${each.key}-machine"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "states.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "${local.arn_prefixes.machine}${each.key}" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "machine" {
  for_each = local.machines

  name = "what-it-does"
  role = aws_iam_role.machine[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.machine_statements[each.key], [
      {
        # Log delivery and tracing have no resources of their own to name.
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery",
          "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
          "xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets",
        ]
        Resource = ["*"]
      },
    ])
  })
}
