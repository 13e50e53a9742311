"""How much a customer may send to others: one item a customer and currency, whatever the way it is sent."""
