locals {
  dead_letters = toset(compact([for queue in local.queues : try(queue.dead_letter, null)]))

  # Who may put messages into a queue: the roles whose declared policy says so, and the operators who deliver once more.
  senders = concat(
    flatten([
      for part in local.declared : [
        for name, function in try(part.functions, {}) : [
          for statement in try(function.policy, []) : [
            for token in statement.resources : { queue = trimprefix(token, "queue/"), role = "${local.arn_prefixes.role}${name}" }
          ] if contains(statement.actions, "sqs:SendMessage")
        ]
      ]
    ]),
    flatten([
      for name, machine in local.machines : [
        for statement in machine.policy : [
          for token in statement.resources : { queue = trimprefix(token, "queue/"), role = aws_iam_role.machine[name].arn }
        ] if contains(statement.actions, "sqs:SendMessage")
      ]
    ]),
    [{ queue = local.lost_starts, role = aws_iam_role.scheduler.arn }],
  )
  queue_senders = {
    for queue in keys(local.queues) : queue => distinct(concat(
      [for sender in local.senders : sender.role if sender.queue == queue], var.operator_principals,
    ))
  }

  # Topics whose messages a queue takes, by queue.
  queue_topics = {
    for queue in keys(local.queues) : queue => distinct([
      for subscription in local.subscriptions : aws_sns_topic.topic[subscription.topic].arn if subscription.queue == queue
    ])
  }
}

resource "aws_sqs_queue" "queue" {
  for_each = local.queues

  name                       = "${local.prefix}-${each.key}"
  visibility_timeout_seconds = each.value.visibility_seconds
  sqs_managed_sse_enabled    = true
  receive_wait_time_seconds  = 20

  # A queue that nothing falls behind of holds what a person has to look at: keep it as long as SQS can.
  message_retention_seconds = can(each.value.dead_letter) ? 4 * 86400 : 14 * 86400
}

# Apart from the queues, since the queue that takes the dead letters is one of them.
resource "aws_sqs_queue_redrive_policy" "queue" {
  for_each = { for name, queue in local.queues : name => queue if can(queue.dead_letter) }

  queue_url = aws_sqs_queue.queue[each.key].url
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.queue[each.value.dead_letter].arn
    maxReceiveCount     = each.value.max_receives
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letter" {
  for_each = local.dead_letters

  queue_url = aws_sqs_queue.queue[each.key].url
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [for name, queue in local.queues : aws_sqs_queue.queue[name].arn if try(queue.dead_letter, null) == each.key]
  })
}

resource "aws_sqs_queue_policy" "queue" {
  for_each = local.queues

  queue_url = aws_sqs_queue.queue[each.key].url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.queue[each.key].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      # A service (a topic, say) comes in by its own statement below or not at all; SQS moves dead letters by itself.
      [{
        Sid       = "OnlyFromDeclaredSenders"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.queue[each.key].arn
        Condition = merge(
          { Bool = { "aws:PrincipalIsAWSService" = "false" } },
          length(local.queue_senders[each.key]) == 0 ? {} : { ArnNotLike = { "aws:PrincipalArn" = local.queue_senders[each.key] } },
        )
      }],
      [for topic in local.queue_topics[each.key] : {
        Sid       = "From${replace(title(replace(element(split(":", topic), 5), "/[^A-Za-z0-9]/", " ")), " ", "")}"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.queue[each.key].arn
        Condition = { ArnEquals = { "aws:SourceArn" = topic } }
      }],
      [for name, bucket in local.buckets : {
        Sid       = "From${replace(title(replace(name, "/[^A-Za-z0-9]/", " ")), " ", "")}"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.queue[each.key].arn
        Condition = {
          ArnEquals    = { "aws:SourceArn" = "arn:aws:s3:::${local.prefix}-${local.account}-${name}" }
          StringEquals = { "aws:SourceAccount" = local.account }
        }
      } if try(bucket.tells, null) == each.key],
    )
  })
}
