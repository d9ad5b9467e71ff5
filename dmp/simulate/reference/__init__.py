"""Word lists of the simulated company: people's names, places, goods. All of it is fiction."""
