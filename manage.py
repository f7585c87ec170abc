#!/usr/bin/env python
"""Django's command line. Without ``DJANGO_SETTINGS_MODULE`` it runs the embedded demonstration."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.demo")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as lack:  # a sentence for whoever set this up, not a traceback
        sys.exit(str(lack))
