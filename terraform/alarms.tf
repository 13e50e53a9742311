# Every alarm has one meaning: something a customer was promised did not happen, or soon will not.
# Names are enough to watch functions and API, so the alarms stand before (and without) the package.
locals {
  alarm_actions = [aws_sns_topic.alarms.arn]

  # Dead-letter queues, and the queues that take what a stream's consumer could not do.
  watched_queues = toset([for name, queue in local.queues : name if !can(queue.dead_letter)])

  machine_alarms = merge([
    for name, machine in local.machines : {
      for metric in ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted", "ExecutionThrottled"] :
      "${name}-${metric}" => { machine = name, metric = metric }
      # Express executions are neither aborted nor throttled by transition.
      if machine.type == "STANDARD" || contains(["ExecutionsFailed", "ExecutionsTimedOut"], metric)
    }
  ]...)

  api_alarms = {
    "5xx"     = { metric = "5XXError", statistic = "Sum", extended = null, threshold = 0, periods = 1 }
    "latency" = { metric = "Latency", statistic = null, extended = "p99", threshold = var.api_p99_milliseconds, periods = 3 }
  }
}

# Not encrypted by a key: CloudWatch cannot publish through the account's own SNS key. Alarms name resources, not people.
resource "aws_sns_topic" "alarms" {
  name = "${local.prefix}-alarms"
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "cloudwatch.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_sns_topic_subscription" "alarms" {
  count = var.alarm_email == null ? 0 : 1

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

# A message that its handler took within the minute never shows in the depth, so what was received counts too.
resource "aws_cloudwatch_metric_alarm" "dead_letter" {
  for_each = local.watched_queues

  alarm_name          = "${local.prefix}-dead-letter-${each.key}"
  alarm_description   = "Messages failed for good and fell into ${each.key}."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  metric_query {
    id          = "fallen"
    expression  = "waiting + taken"
    label       = "Messages fallen into ${each.key}"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { waiting = ["ApproximateNumberOfMessagesVisible", "Maximum"], taken = ["NumberOfMessagesReceived", "Sum"] }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/SQS"
        metric_name = metric_query.value[0]
        stat        = metric_query.value[1]
        period      = 60
        dimensions  = { QueueName = aws_sqs_queue.queue[each.key].name }
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "machine" {
  for_each = local.machine_alarms

  alarm_name          = "${local.prefix}-${each.key}"
  alarm_description   = "Executions of ${each.value.machine}: ${each.value.metric}."
  namespace           = "AWS/States"
  metric_name         = each.value.metric
  dimensions          = { StateMachineArn = aws_sfn_state_machine.machine[each.value.machine].arn }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "api" {
  for_each = local.api_alarms

  alarm_name          = "${local.prefix}-api-${each.key}"
  alarm_description   = "The API: ${each.value.metric} above ${each.value.threshold}."
  namespace           = "AWS/ApiGateway"
  metric_name         = each.value.metric
  dimensions          = { ApiName = local.api_name, Stage = local.api_stage }
  statistic           = each.value.statistic
  extended_statistic  = each.value.extended
  period              = 300
  evaluation_periods  = each.value.periods
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

# An authorizer refuses a token by raising, which Lambda counts as an error: what it cannot do shows as a 5xx of the API.
resource "aws_cloudwatch_metric_alarm" "function_errors" {
  for_each = { for name, function in local.function_names : name => function if name != "authorize" }

  alarm_name          = "${local.prefix}-function-${each.key}-errors"
  alarm_description   = "The function ${each.value} raised."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = each.value }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "stream_age" {
  for_each = local.stream_functions

  alarm_name          = "${local.prefix}-stream-${each.key}-age"
  alarm_description   = "${each.key} is more than a minute behind its stream: facts leave the bank late."
  namespace           = "AWS/Lambda"
  metric_name         = "IteratorAge"
  dimensions          = { FunctionName = local.function_names[each.key] }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 60000
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "delivery_parked" {
  alarm_name          = "${local.prefix}-delivery-parked"
  alarm_description   = "A fact can never be delivered as it is: see relay-error-table, GET /admin/errors."
  namespace           = "InfernoBank"
  metric_name         = "DeliveryParked"
  dimensions          = { service = "inferno-bank", stage = var.stage }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

# SES suspends an account above 5 % bounces or 0.1 % complaints; both are counted for the whole account.
resource "aws_cloudwatch_metric_alarm" "mail" {
  for_each = { BounceRate = 0.03, ComplaintRate = 0.0008 }

  alarm_name          = "${local.prefix}-mail-${each.key}"
  alarm_description   = "SES ${each.key} above ${each.value}: sending may soon be suspended."
  namespace           = "AWS/SES"
  metric_name         = "Reputation.${each.key}"
  statistic           = "Average"
  period              = 3600
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value
  treat_missing_data  = "ignore"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}
