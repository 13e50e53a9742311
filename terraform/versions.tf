terraform {
  required_version = ">= 1.10"

  # Exact, and no lock file: it would hold the hashes of the one platform it was made on.
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.62.0"
    }
    random = {
      source  = "hashicorp/random"
      version = "3.7.2"
    }
  }

  # Bucket, key and region differ by account and stage: given at init (docs/deploy.md).
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      application = local.app
      stage       = var.stage
    }
  }
}

data "aws_caller_identity" "current" {}
