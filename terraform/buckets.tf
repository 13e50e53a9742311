locals {
  template_bucket = "templates-email-notification"
  template_folder = "${path.module}/../chalicelib/notifications/templates"
  templates       = contains(keys(local.buckets), local.template_bucket) ? fileset(local.template_folder, "**") : toset([])
  content_types   = { html = "text/html; charset=utf-8", txt = "text/plain; charset=utf-8", json = "application/json" }

  # A locked bucket keeps what it has: for good in production, for a day elsewhere, so that a stage can be destroyed.
  locks = { for name, bucket in local.buckets : name => try(bucket.lock[var.stage], bucket.lock.other) if can(bucket.lock) }
}

resource "aws_s3_bucket" "bucket" {
  for_each = local.buckets

  bucket        = "${local.prefix}-${local.account}-${each.key}"
  force_destroy = !var.deletion_protection

  object_lock_enabled = contains(keys(local.locks), each.key)
}

resource "aws_s3_bucket_object_lock_configuration" "bucket" {
  for_each = local.locks

  bucket = aws_s3_bucket.bucket[each.key].id
  rule {
    default_retention {
      mode  = each.value.mode
      days  = try(each.value.days, null)
      years = try(each.value.years, null)
    }
  }

  depends_on = [aws_s3_bucket_versioning.bucket]
}

resource "aws_s3_bucket_public_access_block" "bucket" {
  for_each = local.buckets

  bucket                  = aws_s3_bucket.bucket[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "bucket" {
  for_each = local.buckets

  bucket = aws_s3_bucket.bucket[each.key].id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "bucket" {
  for_each = local.buckets

  bucket = aws_s3_bucket.bucket[each.key].id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# A bucket that keeps its objects keeps their last versions too; one that expires them has nothing to bring back.
resource "aws_s3_bucket_versioning" "bucket" {
  for_each = local.buckets

  bucket = aws_s3_bucket.bucket[each.key].id
  versioning_configuration {
    status = try(each.value.expire_days, null) == null ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "bucket" {
  for_each = local.buckets

  bucket = aws_s3_bucket.bucket[each.key].id

  rule {
    id     = "unfinished-uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }

  rule {
    id     = "old-versions"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }

  dynamic "rule" {
    for_each = compact([try(each.value.expire_days, null)])
    content {
      id     = "expire"
      status = "Enabled"
      filter {}
      expiration {
        days = rule.value
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.bucket]
}

resource "aws_s3_bucket_policy" "bucket" {
  for_each = local.buckets

  bucket = aws_s3_bucket.bucket[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.bucket[each.key].arn, "${aws_s3_bucket.bucket[each.key].arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      # The lock keeps every version; this keeps a second version from standing before the first.
      [for name in keys(local.locks) : {
        Sid       = "OnlyWhereNothingIs"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "s3:PutObject"
        Resource  = ["${aws_s3_bucket.bucket[each.key].arn}/*"]
        Condition = { Null = { "s3:if-none-match" = "true" } }
      } if name == each.key],
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.bucket]
}

# A bucket that tells a queue of what comes into it. S3 sends a test notice first, so the queue's policy has to be there.
resource "aws_s3_bucket_notification" "bucket" {
  for_each = { for name, bucket in local.buckets : name => bucket if can(bucket.tells) }

  bucket = aws_s3_bucket.bucket[each.key].id
  queue {
    queue_arn = aws_sqs_queue.queue[each.value.tells].arn
    events    = ["s3:ObjectCreated:*"]
  }

  depends_on = [aws_sqs_queue_policy.queue]
}

# The mail templates, under their path in the repository: an edited template is uploaded by the next apply.
resource "aws_s3_object" "template" {
  for_each = local.templates

  bucket       = aws_s3_bucket.bucket[local.template_bucket].id
  key          = each.value
  source       = "${local.template_folder}/${each.value}"
  source_hash  = filemd5("${local.template_folder}/${each.value}")
  content_type = lookup(local.content_types, element(split(".", each.value), length(split(".", each.value)) - 1), "text/plain; charset=utf-8")
}

# For trying only, and only once: whoever runs the bank puts a list of their own in its place. Production starts without one, which is
# a flag on every review.
resource "aws_s3_object" "screening_sample" {
  count = var.stage == "prod" ? 0 : 1

  bucket       = aws_s3_bucket.bucket["screening-lists"].id
  key          = "sanctions.json"
  source       = "${path.module}/../chalicelib/kyc/sanctions-sample.json"
  content_type = "application/json"

  lifecycle {
    ignore_changes = all
  }
}
