"""Tickets on paper: composed for receipt printers (ESC/POS) and sent over the network."""

from api.printing.network import Outcome, Paper, paper_of, print_bytes
from api.printing.receipt import Receipt, receipt_bytes

__all__ = ["Outcome", "Paper", "Receipt", "paper_of", "print_bytes", "receipt_bytes"]
