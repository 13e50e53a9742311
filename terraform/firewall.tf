# Known bad addresses, and any address that asks more than 2,000 times in five minutes, are answered 403: at CloudFront's door
# where there is a web, else at the API's. Behind CloudFront the API lets in only what carries CloudFront's secret.
# The managed rules for bodies are left out: they refuse anything above 8 KB, and avatars are larger.
locals {
  firewalls = merge(
    local.web || var.firewall ? { api = { scope = "REGIONAL", region = var.region, by_address = !local.web } } : {},
    local.web && var.firewall ? { web = { scope = "CLOUDFRONT", region = "us-east-1", by_address = true } } : {},
  )
  around_the_web = "${local.prefix}-around-the-web"
}

resource "aws_wafv2_web_acl" "door" {
  for_each = local.firewalls

  name   = "${local.prefix}-${each.key}"
  scope  = each.value.scope
  region = each.value.region

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = local.web && each.key == "api" ? [random_password.origin] : []
    content {
      name     = "around-the-web"
      priority = 0

      action {
        block {}
      }

      statement {
        not_statement {
          statement {
            or_statement {
              dynamic "statement" {
                for_each = [local.origin_turns.now, local.origin_turns.before]
                content {
                  byte_match_statement {
                    field_to_match {
                      single_header {
                        name = lower(local.origin_header)
                      }
                    }
                    positional_constraint = "EXACTLY"
                    search_string         = rule.value[statement.value].result
                    text_transformation {
                      priority = 0
                      type     = "NONE"
                    }
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = local.around_the_web
        sampled_requests_enabled   = false
      }
    }
  }

  dynamic "rule" {
    for_each = each.value.by_address ? ["reputation"] : []
    content {
      name     = rule.value
      priority = 1

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = "AWSManagedRulesAmazonIpReputationList"
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${local.prefix}-reputation"
        sampled_requests_enabled   = false
      }
    }
  }

  dynamic "rule" {
    for_each = each.value.by_address ? ["rate"] : []
    content {
      name     = rule.value
      priority = 2

      action {
        block {}
      }

      statement {
        rate_based_statement {
          limit              = 2000
          aggregate_key_type = "IP"
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${local.prefix}-rate"
        sampled_requests_enabled   = false
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "${local.prefix}-${each.key}"
    sampled_requests_enabled   = false
  }
}

moved {
  from = aws_wafv2_web_acl.api[0]
  to   = aws_wafv2_web_acl.door["api"]
}
