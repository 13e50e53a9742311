locals {
  mail_sender = "no-reply@${var.mail_domain}"

  # DKIM proves that SES may sign for the domain; SPF and DMARC tell others what to think of mails that are not ours.
  mail_records = merge(
    {
      for index in range(3) : "dkim-${index}" => {
        name  = "${aws_sesv2_email_identity.mail.dkim_signing_attributes[0].tokens[index]}._domainkey.${var.mail_domain}"
        type  = "CNAME"
        value = "${aws_sesv2_email_identity.mail.dkim_signing_attributes[0].tokens[index]}.dkim.amazonses.com"
      }
    },
    {
      bounce = { name = "bounce.${var.mail_domain}", type = "MX", value = "10 feedback-smtp.${var.region}.amazonses.com" }
      spf    = { name = "bounce.${var.mail_domain}", type = "TXT", value = "v=spf1 include:amazonses.com -all" }
      dmarc  = { name = "_dmarc.${var.mail_domain}", type = "TXT", value = "v=DMARC1; p=quarantine; adkim=s" }
    },
  )
}

resource "aws_sesv2_email_identity" "mail" {
  email_identity = var.mail_domain

  dkim_signing_attributes {
    next_signing_key_length = "RSA_2048_BIT"
  }
}

resource "aws_sesv2_email_identity_mail_from_attributes" "mail" {
  email_identity         = aws_sesv2_email_identity.mail.email_identity
  mail_from_domain       = "bounce.${var.mail_domain}"
  behavior_on_mx_failure = "USE_DEFAULT_VALUE"
}

resource "aws_route53_record" "mail" {
  for_each = var.hosted_zone_id == null ? toset([]) : toset(["dkim-0", "dkim-1", "dkim-2", "bounce", "spf", "dmarc"])

  zone_id = var.hosted_zone_id
  name    = local.mail_records[each.key].name
  type    = local.mail_records[each.key].type
  ttl     = 600
  records = [local.mail_records[each.key].value]
}
