"""Statements and reports. Numbers from 450 on."""
