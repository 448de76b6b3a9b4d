"""What every page shares: the shell's context, template tags, partials."""
