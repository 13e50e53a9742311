# A second home for the tables: a copy a day in another region. The seconds in between are kept by point-in-time recovery
# (tables.tf); how to come back from either: docs/restore.md.

provider "aws" {
  alias  = "copies"
  region = coalesce(var.backup_region, var.region)

  default_tags {
    tags = {
      application = local.app
      stage       = var.stage
    }
  }
}

locals {
  copied = var.backup_region == null ? 0 : 1
}

resource "aws_backup_vault" "here" {
  count = local.copied

  name          = local.prefix
  force_destroy = !var.deletion_protection
}

resource "aws_backup_vault" "there" {
  count    = local.copied
  provider = aws.copies

  name          = local.prefix
  force_destroy = !var.deletion_protection
}

resource "aws_backup_plan" "tables" {
  count = local.copied

  name = "${local.prefix}-tables"

  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.here[0].name
    schedule          = "cron(30 3 * * ? *)"
    start_window      = 60
    completion_window = 360

    lifecycle {
      delete_after = 7
    }

    copy_action {
      destination_vault_arn = aws_backup_vault.there[0].arn

      lifecycle {
        delete_after = 35
      }
    }
  }
}

resource "aws_backup_selection" "tables" {
  count = local.copied

  name         = "${local.prefix}-tables"
  plan_id      = aws_backup_plan.tables[0].id
  iam_role_arn = aws_iam_role.backup[0].arn
  resources    = [for name, table in aws_dynamodb_table.table : table.arn]
}

resource "aws_iam_role" "backup" {
  count = local.copied

  name = "${local.prefix}-backup"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "backup.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "backup" {
  count = local.copied

  role       = aws_iam_role.backup[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}
