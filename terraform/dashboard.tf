# One page: is the bank answering, are flows ending well, is anything stuck, what do customers do.
locals {
  api_dimensions = ["ApiName", local.api_name, "Stage", local.api_stage]

  charts = [
    {
      title = "API requests and errors", stat = "Sum"
      metrics = [
        for metric in ["Count", "4XXError", "5XXError"] : concat(["AWS/ApiGateway", metric], local.api_dimensions)
      ]
    },
    {
      title = "API latency, p99 (ms)", stat = "p99"
      metrics = [
        for metric in ["Latency", "IntegrationLatency"] : concat(["AWS/ApiGateway", metric], local.api_dimensions)
      ]
    },
    {
      title = "Executions that succeeded", stat = "Sum"
      metrics = [
        for name, machine in aws_sfn_state_machine.machine : ["AWS/States", "ExecutionsSucceeded", "StateMachineArn", machine.arn, { label = name }]
      ]
    },
    {
      title = "Executions that failed or timed out", stat = "Sum"
      metrics = flatten([
        for metric in ["ExecutionsFailed", "ExecutionsTimedOut"] : [
          for name, machine in aws_sfn_state_machine.machine : {
            value = ["AWS/States", metric, "StateMachineArn", machine.arn, { label = "${name} ${metric}" }]
          }
        ]
      ])[*].value
    },
    {
      title = "Waiting in queues", stat = "Maximum"
      metrics = [
        for name, queue in aws_sqs_queue.queue : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.name, { label = name }]
      ]
    },
    {
      title = "Oldest message (s)", stat = "Maximum"
      metrics = [
        for name, queue in aws_sqs_queue.queue : ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queue.name, { label = name }]
      ]
    },
    {
      title = "Function errors", stat = "Sum"
      metrics = [
        for name, function in local.function_names : ["AWS/Lambda", "Errors", "FunctionName", function, { label = name }]
      ]
    },
    {
      title = "Function duration, p99 (ms)", stat = "p99"
      metrics = [
        for name, function in local.function_names : ["AWS/Lambda", "Duration", "FunctionName", function, { label = name }]
      ]
    },
    {
      title = "Behind the streams (ms)", stat = "Maximum"
      metrics = [
        for name in local.stream_functions : ["AWS/Lambda", "IteratorAge", "FunctionName", local.function_names[name], { label = name }]
      ]
    },
    {
      title = "Throttled table requests", stat = "Sum"
      metrics = flatten([
        for metric in ["ReadThrottleEvents", "WriteThrottleEvents"] : [
          for name, table in aws_dynamodb_table.table : { value = ["AWS/DynamoDB", metric, "TableName", table.name, { label = "${name} ${metric}" }] }
        ]
      ])[*].value
    },
  ]
}

resource "aws_cloudwatch_dashboard" "bank" {
  dashboard_name = local.prefix
  dashboard_body = jsonencode({
    widgets = [
      for index, chart in local.charts : {
        type   = "metric"
        x      = 12 * (index % 2)
        y      = 6 * floor(index / 2)
        width  = 12
        height = 6
        properties = {
          title   = chart.title
          region  = var.region
          view    = "timeSeries"
          stat    = chart.stat
          period  = 60
          metrics = chart.metrics
        }
      } if length(chart.metrics) > 0
    ]
  })
}

# Everything that one correlation id went through, function by function: fill in the id and run it over the time in question.
resource "aws_cloudwatch_query_definition" "trace" {
  name            = "${local.prefix}-trace"
  log_group_names = [for function in values(local.function_names) : "/aws/lambda/${function}"]
  query_string    = <<-QUERY
    fields @timestamp, function, message, route, status, consumer, outcome, queue, topic, event, machine, execution
    | filter correlation_id = "the correlation id"
    | sort @timestamp asc
    | limit 1000
  QUERY
}
