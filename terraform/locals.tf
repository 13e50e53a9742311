# The declaration (declaration/<context>.json), merged by kind, and the names and ARNs that follow from it.
# release/declaration.py reads the same files; tests/architecture/test_terraform.py keeps the two in step.
locals {
  app     = "inferno"
  prefix  = "${local.app}-${var.stage}"
  account = data.aws_caller_identity.current.account_id
  where   = "${var.region}:${local.account}"

  declared = [
    for file in fileset("${path.module}/declaration", "*.json") : jsondecode(file("${path.module}/declaration/${file}"))
  ]
  tables        = merge([for part in local.declared : try(part.tables, {})]...)
  queues        = merge([for part in local.declared : try(part.queues, {})]...)
  topics        = merge([for part in local.declared : try(part.topics, {})]...)
  subscriptions = merge([for part in local.declared : try(part.subscriptions, {})]...)
  buckets       = merge([for part in local.declared : try(part.buckets, {})]...)
  secrets       = merge([for part in local.declared : try(part.secrets, {})]...)
  keys          = merge([for part in local.declared : try(part.keys, {})]...)
  machines      = merge([for part in local.declared : try(part.machines, {})]...)
  schedules     = merge([for part in local.declared : try(part.schedules, {})]...)

  # A function may stand in several files, which add to its policy: its name and its trigger are all that matters here.
  functions = toset(flatten([for part in local.declared : keys(try(part.functions, {}))]))
  stream_functions = toset(flatten([
    for part in local.declared : [for name, function in try(part.functions, {}) : name if can(function.trigger.stream)]
  ]))

  # Chalice names the API's function after application and stage, every other one after itself too.
  function_names = { for name in local.functions : name => name == "api_handler" ? local.prefix : "${local.prefix}-${name}" }

  # A resource token in a policy is kind/rest; its ARN is the kind's prefix and the rest.
  arn_prefixes = {
    table     = "arn:aws:dynamodb:${local.where}:table/${local.prefix}-"
    queue     = "arn:aws:sqs:${local.where}:${local.prefix}-"
    topic     = "arn:aws:sns:${local.where}:${local.prefix}-"
    bucket    = "arn:aws:s3:::${local.prefix}-${local.account}-"
    machine   = "arn:aws:states:${local.where}:stateMachine:${local.prefix}-"
    execution = "arn:aws:states:${local.where}:execution:${local.prefix}-"
    express   = "arn:aws:states:${local.where}:express:${local.prefix}-"
    function  = "arn:aws:lambda:${local.where}:function:${local.prefix}-"
    secret    = "arn:aws:secretsmanager:${local.where}:secret:${local.prefix}-"
    key       = "arn:aws:kms:${local.where}:alias/${local.prefix}-"
    schedule  = "arn:aws:scheduler:${local.where}:schedule/${local.prefix}/"
    role      = "arn:aws:iam::${local.account}:role/${local.prefix}-"
  }
}

# Remembers which stage this state belongs to: names carry the stage, so another one's variables would replace everything.
resource "terraform_data" "stage" {
  input = var.stage

  lifecycle {
    ignore_changes = [input]

    postcondition {
      condition     = self.output == var.stage
      error_message = "This state belongs to another stage: init with its own key, or give its own stages/<stage>.tfvars."
    }
  }
}
