resource "aws_sns_topic" "topic" {
  for_each = local.topics

  name              = "${local.prefix}-${each.key}"
  kms_master_key_id = "alias/aws/sns"
}

# A consumer gets the message itself, and only the event types it asked for.
resource "aws_sns_topic_subscription" "queue" {
  for_each = local.subscriptions

  topic_arn            = aws_sns_topic.topic[each.value.topic].arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.queue[each.value.queue].arn
  raw_message_delivery = true
  filter_policy        = jsonencode(each.value.filter)
  filter_policy_scope  = "MessageAttributes"

  depends_on = [aws_sqs_queue_policy.queue]
}
