"""What a contract has to say, who signs it, how a change of it reads, and how it may end."""
