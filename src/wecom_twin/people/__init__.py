"""People who act by themselves: customers who come, talk and go, staff who accept, confirm and tidy up."""
