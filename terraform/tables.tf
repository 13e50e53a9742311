resource "aws_dynamodb_table" "table" {
  for_each = local.tables

  name                        = "${local.prefix}-${each.key}"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = each.value.hash_key
  range_key                   = try(each.value.range_key, null)
  stream_enabled              = try(each.value.stream, false) == true
  stream_view_type            = try(each.value.stream, false) == true ? "NEW_IMAGE" : null
  deletion_protection_enabled = var.deletion_protection

  dynamic "attribute" {
    for_each = each.value.attributes
    content {
      name = attribute.key
      type = attribute.value
    }
  }

  dynamic "global_secondary_index" {
    for_each = try(each.value.indexes, {})
    content {
      name            = global_secondary_index.key
      projection_type = "ALL"

      key_schema {
        attribute_name = global_secondary_index.value.hash_key
        key_type       = "HASH"
      }

      dynamic "key_schema" {
        for_each = compact([try(global_secondary_index.value.range_key, null)])
        content {
          attribute_name = key_schema.value
          key_type       = "RANGE"
        }
      }
    }
  }

  dynamic "ttl" {
    for_each = compact([try(each.value.ttl, null)])
    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}

# What is written there stays: nobody changes or removes an item, whatever their role allows. (A Put that would replace one is
# refused by its condition, which no policy can ask for.)
resource "aws_dynamodb_resource_policy" "append_only" {
  for_each = { for name, table in local.tables : name => table if try(table.append_only, false) }

  resource_arn = aws_dynamodb_table.table[each.key].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AppendOnly"
      Effect    = "Deny"
      Principal = "*"
      Action = [
        "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem",
        "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete",
      ]
      Resource = aws_dynamodb_table.table[each.key].arn
    }]
  })
}
