"""交办: doubts sent down to townships, village teams and departments, and their answers."""
