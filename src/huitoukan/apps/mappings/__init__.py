"""Which heading of a source's file is which column: the question, the answer, what is kept."""
