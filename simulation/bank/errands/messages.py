"""Mails, their preferences and their ends. Numbers from 400 on."""
