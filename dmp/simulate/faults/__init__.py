"""What goes wrong in the company's exports: one small function per fault, one rate each."""
