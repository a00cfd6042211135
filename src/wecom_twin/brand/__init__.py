"""Synthetic brands: shops, staff and existing customers with Chinese names, all from one seed."""
