resource "aws_sns_topic" "topic" {
  for_each = local.topics

  name              = "${local.prefix}-${each.key}"
  kms_master_key_id = try(each.value.tells, "") == "ses" ? aws_kms_key.mail_feedback.key_id : "alias/aws/sns"
}

# SES may publish on the topic that is its own; everybody else by the rights of a role, as on every topic.
resource "aws_sns_topic_policy" "ses" {
  for_each = { for name, topic in local.topics : name => topic if try(topic.tells, "") == "ses" }

  arn = aws_sns_topic.topic[each.key].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "MailsOfThisStage"
      Effect    = "Allow"
      Principal = { Service = "ses.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.topic[each.key].arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnEquals    = { "aws:SourceArn" = aws_sesv2_configuration_set.mail.arn }
      }
    }]
  })
}

# A consumer gets the message itself, and only the event types it asked for.
resource "aws_sns_topic_subscription" "queue" {
  for_each = local.subscriptions

  topic_arn            = aws_sns_topic.topic[each.value.topic].arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.queue[each.value.queue].arn
  raw_message_delivery = true
  filter_policy        = jsonencode(each.value.filter)
  filter_policy_scope  = try(each.value.filter_scope, "MessageAttributes")

  depends_on = [aws_sqs_queue_policy.queue]
}
