"""Micro-loans (document 004): application, decision, schedule, repayment, interest. A loan is a ledger account that owes."""
