"""The payment networks that carry money out of the bank, ACH and wire: simulated, behind what `public` names."""
