# One origin for pages and API: no CORS, and cookies are first-party. The API's answers pass as they are, problems too; so a page's
# address is led to its file by a function, where error pages would turn the API's 404 into a page.
locals {
  methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
  hsts    = var.page_headers["Strict-Transport-Security"]
  # What CloudFront has an argument of its own for; the others are custom.
  own_headers = ["Content-Security-Policy", "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options"]
}

data "aws_cloudfront_cache_policy" "managed" {
  for_each = toset(["CachingDisabled", "CachingOptimized"])
  name     = "Managed-${each.key}"
}

# The API answers to its own Host only. Of CloudFront's own headers this sends none, so the function says where the viewer is.
data "aws_cloudfront_origin_request_policy" "as_asked" {
  name = "Managed-AllViewerExceptHostHeader"
}

resource "aws_cloudfront_function" "pages" {
  name    = "${var.name}-pages"
  runtime = "cloudfront-js-2.0"
  comment = "Leads people in, and a page's address to its file"
  code    = file("${path.module}/pages.js")
  publish = true
}

resource "aws_cloudfront_origin_access_control" "bundle" {
  name                              = "${var.name}-web"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_response_headers_policy" "pages" {
  name = "${var.name}-pages"

  security_headers_config {
    content_security_policy {
      content_security_policy = join("; ", [for each in var.page_headers["Content-Security-Policy"] : trimspace(each)])
      override                = true
    }

    content_type_options {
      override = true
    }

    referrer_policy {
      referrer_policy = var.page_headers["Referrer-Policy"]
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = tonumber(one(regex("max-age=(\\d+)", local.hsts)))
      include_subdomains         = strcontains(local.hsts, "includeSubDomains")
      override                   = true
    }
  }

  custom_headers_config {
    dynamic "items" {
      for_each = { for name, value in var.page_headers : name => value if !contains(local.own_headers, name) }
      content {
        header   = items.key
        value    = items.value
        override = true
      }
    }
  }
}

resource "aws_cloudfront_distribution" "web" {
  enabled         = true
  comment         = var.name
  aliases         = [var.domain]
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_100"
  web_acl_id      = var.firewall_arn

  origin {
    origin_id   = "api"
    domain_name = var.api.host
    origin_path = var.api.path

    custom_header {
      name  = var.origin_header.name
      value = var.origin_header.value
    }

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
      origin_read_timeout    = 30
    }
  }

  origin {
    origin_id                = "bundle"
    domain_name              = aws_s3_bucket.bundle.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.bundle.id
  }

  default_cache_behavior {
    target_origin_id         = "api"
    viewer_protocol_policy   = "redirect-to-https"
    allowed_methods          = local.methods
    cached_methods           = ["GET", "HEAD"]
    cache_policy_id          = data.aws_cloudfront_cache_policy.managed["CachingDisabled"].id
    origin_request_policy_id = data.aws_cloudfront_origin_request_policy.as_asked.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.pages.arn
    }
  }

  ordered_cache_behavior {
    path_pattern               = "/app/*"
    target_origin_id           = "bundle"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.managed["CachingOptimized"].id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.pages.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.pages.arn
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.web.certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}
