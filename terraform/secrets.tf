# The keys that access tokens are signed with, and those behind digests of passwords, codes and numbers, live in secrets only:
# `make signing-keys` and `make identity-keys` fill them (docs/deploy.md). Terraform makes them empty and never reads them, so
# neither a state nor a plan holds a key.
resource "aws_secretsmanager_secret" "secret" {
  for_each = local.secrets

  name                    = "${local.prefix}-${each.key}"
  recovery_window_in_days = var.deletion_protection ? 30 : 0
}
