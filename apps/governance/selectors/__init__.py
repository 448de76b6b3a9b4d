"""Reading how an initiative's AI is kept within its limits."""
