# Declared schedules start a machine again and again; the relay adds one-off ones to the same group, with the same role.
locals {
  lost_starts        = "schedule-failures-sqs"
  scheduled_machines = [for name, machine in local.machines : "${local.arn_prefixes.machine}${name}" if machine.type == "STANDARD"]
}

resource "aws_scheduler_schedule_group" "bank" {
  name = local.prefix
}

resource "aws_scheduler_schedule" "schedule" {
  for_each = local.schedules

  name                         = each.key
  group_name                   = aws_scheduler_schedule_group.bank.name
  schedule_expression          = each.value.expression
  schedule_expression_timezone = "UTC"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_sfn_state_machine.machine[each.value.machine].arn
    role_arn = aws_iam_role.scheduler.arn
    input    = jsonencode(try(each.value.input, {}))

    # As platform/relay.py has it for the schedules it makes: an hour of tries, then the queue.
    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 100
    }

    dead_letter_config {
      arn = aws_sqs_queue.queue[local.lost_starts].arn
    }
  }
}

resource "aws_iam_role" "scheduler" {
  name = "${local.prefix}-scheduler"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_iam_role_policy" "scheduler" {
  count = length(local.scheduled_machines) > 0 ? 1 : 0

  name = "start-machines"
  role = aws_iam_role.scheduler.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["states:StartExecution"], Resource = local.scheduled_machines },
      { Effect = "Allow", Action = ["sqs:SendMessage"], Resource = [aws_sqs_queue.queue[local.lost_starts].arn] },
    ]
  })
}
