"""What AWS's services look like, read once by a process and by all that are forked from it, from when this is imported.

Each session of boto3 would read it anew, most of a tenth of a second of a core for its first client.
"""

import gc
from functools import cache

import boto3
from botocore.loaders import JSONFileLoader, Loader

_files = JSONFileLoader()
_files.load_file = cache(_files.load_file)
Loader.FILE_LOADER_CLASS = staticmethod(lambda: _files)
# Every function calls this one; nobody calls this client.
boto3.Session("nobody", "nothing", region_name="us-east-1").client("dynamodb")
gc.freeze()  # it stays: a collection that looked through it would cost each fork as much as reading it
