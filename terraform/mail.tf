locals {
  mail_sender = "no-reply@${var.mail_domain}"

  # The first proves that the domain is ours, DKIM that SES may sign for it; SPF and DMARC tell others what to think of
  # mails that are not ours.
  mail_records = merge(
    { verification = { name = "_amazonses.${var.mail_domain}", type = "TXT", value = aws_ses_domain_identity.mail.verification_token } },
    {
      for index in range(3) : "dkim-${index}" => {
        name  = "${aws_ses_domain_dkim.mail.dkim_tokens[index]}._domainkey.${var.mail_domain}"
        type  = "CNAME"
        value = "${aws_ses_domain_dkim.mail.dkim_tokens[index]}.dkim.amazonses.com"
      }
    },
    {
      bounce = { name = "bounce.${var.mail_domain}", type = "MX", value = "10 feedback-smtp.${var.region}.amazonses.com" }
      spf    = { name = "bounce.${var.mail_domain}", type = "TXT", value = "v=spf1 include:amazonses.com -all" }
      dmarc  = { name = "_dmarc.${var.mail_domain}", type = "TXT", value = "v=DMARC1; p=quarantine; adkim=s" }
    },
  )
}

resource "aws_ses_domain_identity" "mail" {
  domain = var.mail_domain
}

resource "aws_ses_domain_dkim" "mail" {
  domain = aws_ses_domain_identity.mail.domain
}

resource "aws_ses_domain_mail_from" "mail" {
  domain                 = aws_ses_domain_identity.mail.domain
  mail_from_domain       = "bounce.${var.mail_domain}"
  behavior_on_mx_failure = "UseDefaultValue"
}

resource "aws_route53_record" "mail" {
  for_each = var.hosted_zone_id == null ? toset([]) : toset(["verification", "dkim-0", "dkim-1", "dkim-2", "bounce", "spf", "dmarc"])

  zone_id = var.hosted_zone_id
  name    = local.mail_records[each.key].name
  type    = local.mail_records[each.key].type
  ttl     = 600
  records = [local.mail_records[each.key].value]
}

# What becomes of a mail: SES tells the topic, and notifications_feedback reads it. The name is settings.mail_configuration().
resource "aws_sesv2_configuration_set" "mail" {
  configuration_set_name = "${local.prefix}-mail"
}

resource "aws_sesv2_configuration_set_event_destination" "feedback" {
  configuration_set_name = aws_sesv2_configuration_set.mail.configuration_set_name
  event_destination_name = "feedback"

  event_destination {
    enabled              = true
    matching_event_types = ["DELIVERY", "BOUNCE", "COMPLAINT"]

    sns_destination {
      topic_arn = aws_sns_topic.topic["mail-feedback"].arn
    }
  }

  depends_on = [aws_sns_topic_policy.ses]
}

# SES cannot use the account's own key of SNS, and what it tells has addresses in it.
resource "aws_kms_key" "mail_feedback" {
  description             = "${local.prefix}: what SES tells of mails, on its way"
  enable_key_rotation     = true
  deletion_window_in_days = 7

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
        Sid       = "SesPublishes"
        Effect    = "Allow"
        Principal = { Service = "ses.amazonaws.com" }
        Action    = ["kms:GenerateDataKey", "kms:Decrypt"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
    ]
  })
}
