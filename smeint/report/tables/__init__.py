"""Tables of a results set; numbers are formatted here and computed nowhere here."""
