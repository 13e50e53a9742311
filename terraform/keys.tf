# Keys of KMS, which personal data is encrypted under. What a function may do with one, its own policy says (by the key's alias);
# the key's policy says who never may: read it anybody but this stage's functions, whoever administers the account.
resource "aws_kms_key" "key" {
  for_each = local.keys

  description             = "${local.prefix}: ${each.value.holds}"
  enable_key_rotation     = true
  deletion_window_in_days = var.deletion_protection ? 30 : 7

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "RolesOfTheAccountAsTheirOwnPoliciesSay"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "OnlyTheBankReads"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = ["kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant"]
        Resource  = "*"
        Condition = {
          ArnNotLike = {
            "aws:PrincipalArn" = [
              "arn:aws:iam::${local.account}:role/${local.prefix}",
              "arn:aws:iam::${local.account}:role/${local.prefix}-*",
            ]
          }
        }
      },
    ]
  })
}

resource "aws_kms_alias" "key" {
  for_each = local.keys

  name          = "alias/${local.prefix}-${each.key}"
  target_key_id = aws_kms_key.key[each.key].key_id
}

# Without its key all that was encrypted is lost, and a changed policy lets others read it. CloudTrail tells of both.
resource "aws_cloudwatch_event_rule" "key_in_danger" {
  for_each = local.keys

  name        = "${local.prefix}-key-in-danger-${each.key}"
  description = "${each.key} is disabled, about to be deleted, or open to others. See docs/runbooks/key-in-danger.md"
  event_pattern = jsonencode({
    source        = ["aws.kms"]
    "detail-type" = ["AWS API Call via CloudTrail"]
    detail = {
      eventName = ["DisableKey", "DisableKeyRotation", "ScheduleKeyDeletion", "PutKeyPolicy", "DeleteAlias", "UpdateAlias"]
      resources = { ARN = [aws_kms_key.key[each.key].arn] }
    }
  })
}

resource "aws_cloudwatch_event_target" "key_in_danger" {
  for_each = local.keys

  rule = aws_cloudwatch_event_rule.key_in_danger[each.key].name
  arn  = aws_sns_topic.alarms.arn
}
