# The keys that access tokens are signed with: {"current": id, "keys": {id: key}}. Every id of var.signing_key_ids
# is accepted, the first one signs; adding one at the front and dropping the last one later is a rotation.
resource "random_password" "signing_key" {
  for_each = toset(var.signing_key_ids)

  length  = 64
  special = false
}

resource "aws_secretsmanager_secret" "secret" {
  for_each = local.secrets

  name                    = "${local.prefix}-${each.key}"
  recovery_window_in_days = var.deletion_protection ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "signing_keys" {
  for_each = { for name, secret in local.secrets : name => secret if secret.content == "signing_keys" }

  secret_id = aws_secretsmanager_secret.secret[each.key].id
  secret_string = jsonencode({
    current = var.signing_key_ids[0]
    keys    = { for id in var.signing_key_ids : id => random_password.signing_key[id].result }
  })
}
