"""Where the product starts: http app, worker, command line, demo, migrations. Wires everything, owns nothing."""
