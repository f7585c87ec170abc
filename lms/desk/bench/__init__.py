"""Measuring the pages that decide whether the platform feels quick: ``manage.py bench_pages``."""
