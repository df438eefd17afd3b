"""Who answers for a batch or a card, and that one card is of its batch."""
