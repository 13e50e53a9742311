# The keys that access tokens are signed with live in the secret only: `make signing-keys` fills and turns it (docs/deploy.md).
# Terraform makes it empty and never reads it, so neither a state nor a plan holds a key.
resource "aws_secretsmanager_secret" "secret" {
  for_each = local.secrets

  name                    = "${local.prefix}-${each.key}"
  recovery_window_in_days = var.deletion_protection ? 30 : 0
}
