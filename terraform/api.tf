# What stands around the REST API. The API itself, its deployment and its stage come from the package (chalice.tf.json).
locals {
  api_name  = local.prefix
  api_stage = "api"
  access_log_format = jsonencode({
    requestId      = "$context.requestId"
    at             = "$context.requestTime"
    method         = "$context.httpMethod"
    resource       = "$context.resourcePath"
    status         = "$context.status"
    principal      = "$context.authorizer.principalId"
    error          = "$context.error.responseType"
    integration    = "$context.integrationErrorMessage"
    milliseconds   = "$context.responseLatency"
    responseLength = "$context.responseLength"
  })
}

resource "aws_cloudwatch_log_group" "api" {
  name              = "/aws/apigateway/${local.prefix}/access"
  retention_in_days = var.log_retention_days
}

resource "aws_api_gateway_account" "logging" {
  count = var.api_gateway_account_logging ? 1 : 0

  cloudwatch_role_arn = aws_iam_role.api_gateway_logging[0].arn
  depends_on          = [aws_iam_role_policy_attachment.api_gateway_logging]
}

resource "aws_iam_role" "api_gateway_logging" {
  count = var.api_gateway_account_logging ? 1 : 0

  name = "${local.prefix}-api-gateway-logging"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "apigateway.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "api_gateway_logging" {
  count = var.api_gateway_account_logging ? 1 : 0

  role       = aws_iam_role.api_gateway_logging[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}
