"""`lingqu bench segments`: audiences counted, listed and kept up to date, beside plain SQL on the same data."""
