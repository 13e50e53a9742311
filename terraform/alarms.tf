# Every alarm has one meaning: something a customer was promised did not happen, or soon will not. Its description leads to
# its page in docs/runbooks/: what it means, how bad it is, what to do.
# Names are enough to watch functions and API, so the alarms stand before (and without) the package.
locals {
  alarm_actions = [aws_sns_topic.alarms.arn]

  # Dead-letter queues, and the queues that take what a stream's consumer could not do.
  watched_queues = toset([for name, queue in local.queues : name if !can(queue.dead_letter)])

  # A queue with work in it: what a customer asked for lies there.
  work_queues = toset([for name, queue in local.queues : name if can(queue.dead_letter)])

  machine_metrics = {
    ExecutionsFailed   = "execution-failed"
    ExecutionsTimedOut = "execution-timed-out"
    ExecutionsAborted  = "execution-aborted"
    ExecutionThrottled = "execution-throttled"
  }
  machine_alarms = merge([
    for name, machine in local.machines : {
      for metric, page in local.machine_metrics :
      "${name}-${metric}" => { machine = name, metric = metric, runbook = page }
      # Express executions are neither aborted nor throttled by transition.
      if machine.type == "STANDARD" || contains(["ExecutionsFailed", "ExecutionsTimedOut"], metric)
    }
  ]...)

  api_alarms = {
    "5xx"     = { metric = "5XXError", statistic = "Sum", extended = null, threshold = 0, periods = 1, runbook = "api-5xx" }
    "latency" = { metric = "Latency", statistic = null, extended = "p99", threshold = var.api_p99_milliseconds, periods = 3, runbook = "api-latency" }
  }

  schedule_alarms = {
    dropped = { metrics = ["InvocationDroppedCount", "InvocationsFailedToBeSentToDeadLetterCount"], runbook = "schedule-dropped" }
    late    = { metrics = ["TargetErrorCount", "InvocationThrottleCount"], runbook = "schedule-late" }
  }

  # A table and its indexes are throttled each by itself; a full index holds up the writes of its table.
  table_throttles = {
    for name, table in local.tables : name => merge(
      {
        reads  = { metric = "ReadThrottleEvents", dimensions = {} }
        writes = { metric = "WriteThrottleEvents", dimensions = {} }
      },
      merge([
        for number, index in keys(try(table.indexes, {})) : {
          "reads${number}"  = { metric = "ReadThrottleEvents", dimensions = { GlobalSecondaryIndexName = index } }
          "writes${number}" = { metric = "WriteThrottleEvents", dimensions = { GlobalSecondaryIndexName = index } }
        }
      ]...),
    )
  }

  # What the application counts (`observability.count`), with the dimensions that it counts by beside the stage.
  counted_alarms = {
    waits-revived    = { metric = "WaitsRevived", dimensions = {}, what = "Executions that wait for a person died, and were started again", runbook = "waits-revived" }
    runs-missed      = { metric = "SchedulesMissed", dimensions = {}, what = "Dates of scheduled transfers were due and not paid, and were started again", runbook = "runs-missed" }
    return-unclaimed = { metric = "ReturnUnclaimed", dimensions = {}, what = "Money came back from another bank to an account that is closed", runbook = "return-unclaimed" }
    screening-failed = { metric = "ScreeningFailed", dimensions = {}, what = "A customer could not be compared with the list of sanctions", runbook = "screening-failed" }
    review-expired   = { metric = "TransferReviewExpired", dimensions = {}, what = "A held transfer went back to the payer, since nobody had decided it", runbook = "review-expired" }
    rules-not-found  = { metric = "RulesNotFound", dimensions = {}, what = "Payments are held for review, since the rules in use could not be read", runbook = "rules-not-found" }
    review-late      = { metric = "KycReviewLate", dimensions = { stage_of_review = "ESCALATED" }, what = "Nobody has decided a submission for two business days", runbook = "review-late" }
  }

  mail_alarms = {
    BounceRate    = { threshold = 0.03, runbook = "mail-bounces" }
    ComplaintRate = { threshold = 0.0008, runbook = "mail-complaints" }
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
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarms.arn
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alarms.arn
        Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:events:${local.where}:rule/${local.prefix}-key-in-danger-*" } }
      },
    ]
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
  alarm_description   = "Messages failed for good and fell into ${each.key}. See docs/runbooks/dead-letter.md"
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
  alarm_description   = "Executions of ${each.value.machine}: ${each.value.metric}. See docs/runbooks/${each.value.runbook}.md"
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
  alarm_description   = "The API: ${each.value.metric} above ${each.value.threshold}. See docs/runbooks/${each.value.runbook}.md"
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
  alarm_description   = "The function ${each.value} raised. See docs/runbooks/function-errors.md"
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
  alarm_description   = "${each.key} is more than a minute behind its stream: facts leave the bank late. See docs/runbooks/stream-age.md"
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
  alarm_description   = "A fact can never be delivered as it is: it lies in relay-error-table. See docs/runbooks/delivery-parked.md"
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

resource "aws_cloudwatch_metric_alarm" "counted" {
  for_each = local.counted_alarms

  alarm_name          = "${local.prefix}-${each.key}"
  alarm_description   = "${each.value.what}. See docs/runbooks/${each.value.runbook}.md"
  namespace           = "InfernoBank"
  metric_name         = each.value.metric
  dimensions          = merge({ service = "inferno-bank", stage = var.stage }, each.value.dimensions)
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

# SES suspends an account above 5 % bounces or 0.1 % complaints; both are counted for the whole account.
resource "aws_cloudwatch_metric_alarm" "mail" {
  for_each = local.mail_alarms

  alarm_name          = "${local.prefix}-mail-${each.key}"
  alarm_description   = "SES ${each.key} above ${each.value.threshold}: sending may soon be suspended. See docs/runbooks/${each.value.runbook}.md"
  namespace           = "AWS/SES"
  metric_name         = "Reputation.${each.key}"
  statistic           = "Average"
  period              = 3600
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "ignore"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

# Concurrency belongs to the account: whoever uses it up, every function waits. So the metric of all functions is the one to watch.
resource "aws_cloudwatch_metric_alarm" "function_throttles" {
  alarm_name          = "${local.prefix}-function-throttles"
  alarm_description   = "Lambda refused to start functions: the account's concurrency is used up. See docs/runbooks/function-throttles.md"
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "table_throttles" {
  for_each = local.table_throttles

  alarm_name          = "${local.prefix}-table-${each.key}-throttles"
  alarm_description   = "DynamoDB held requests to ${each.key} up: one key is asked too much, or traffic doubled at once. See docs/runbooks/table-throttles.md"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 2
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  metric_query {
    id          = "throttled"
    expression  = "SUM(METRICS())"
    label       = "Throttled requests to ${each.key}"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = each.value
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/DynamoDB"
        metric_name = metric_query.value.metric
        stat        = "Sum"
        period      = 60
        dimensions  = merge({ TableName = aws_dynamodb_table.table[each.key].name }, metric_query.value.dimensions)
      }
    }
  }
}

# What API Gateway refused by itself; a caller whom the bank refuses by name is not counted, that is how it should be.
resource "aws_cloudwatch_log_metric_filter" "api_throttled" {
  name           = "${local.prefix}-api-throttled"
  log_group_name = aws_cloudwatch_log_group.api.name
  pattern        = "{ $.error = \"THROTTLED\" || $.error = \"QUOTA_EXCEEDED\" }"

  metric_transformation {
    namespace = "InfernoBank"
    name      = "${local.prefix}-ApiThrottled"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "api_throttled" {
  alarm_name          = "${local.prefix}-api-throttled"
  alarm_description   = "The API refused requests because all callers together asked too much. See docs/runbooks/api-throttled.md"
  namespace           = "InfernoBank"
  metric_name         = aws_cloudwatch_log_metric_filter.api_throttled.metric_transformation[0].name
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

# Somebody found the API's own address; or the secret is wrong, and everybody who comes through CloudFront is refused.
resource "aws_cloudwatch_metric_alarm" "around_the_web" {
  count = local.web ? 1 : 0

  alarm_name          = local.around_the_web
  alarm_description   = "Requests came to the API without CloudFront's secret. See docs/runbooks/around-the-web.md"
  namespace           = "AWS/WAFV2"
  metric_name         = "BlockedRequests"
  dimensions          = { WebACL = aws_wafv2_web_acl.door["api"].name, Region = var.region, Rule = local.around_the_web }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 100
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "queue_age" {
  for_each = local.work_queues

  alarm_name          = "${local.prefix}-queue-${each.key}-age"
  alarm_description   = "Work has been waiting in ${each.key} for a quarter of an hour. See docs/runbooks/queue-age.md"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = aws_sqs_queue.queue[each.key].name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 900
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "schedule" {
  for_each = local.schedule_alarms

  alarm_name          = "${local.prefix}-schedule-${each.key}"
  alarm_description   = "Scheduled starts are ${each.key}: interest, contributions, holds or the nightly checks. See docs/runbooks/${each.value.runbook}.md"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  metric_query {
    id          = "all"
    expression  = "SUM(METRICS())"
    label       = "Scheduled starts ${each.key}"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = each.value.metrics
    content {
      id = "m${metric_query.key}"
      metric {
        namespace   = "AWS/Scheduler"
        metric_name = metric_query.value
        stat        = "Sum"
        period      = 60
        dimensions  = { ScheduleGroup = aws_scheduler_schedule_group.bank.name }
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "overdue_started" {
  alarm_name          = "${local.prefix}-overdue-started"
  alarm_description   = "By night something was found that no schedule had started, and was started again. See docs/runbooks/overdue-started.md"
  namespace           = "InfernoBank"
  metric_name         = "OverdueStarted"
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

# Silence is the fault here: no datum counts as one that is too low. So it goes off in a new stage until its first night, too.
resource "aws_cloudwatch_metric_alarm" "schedule_silent" {
  for_each = { for name, schedule in local.schedules : name => schedule if can(schedule.silent_hours) }

  alarm_name          = "${local.prefix}-schedule-${each.key}-silent"
  alarm_description   = "${each.key} has not come to a good end for ${each.value.silent_hours} hours. See docs/runbooks/schedule-silent.md"
  namespace           = "AWS/States"
  metric_name         = "ExecutionsSucceeded"
  dimensions          = { StateMachineArn = aws_sfn_state_machine.machine[each.value.machine].arn }
  statistic           = "Sum"
  period              = 3600
  evaluation_periods  = each.value.silent_hours
  datapoints_to_alarm = each.value.silent_hours
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}
