"""Outreach: broadcasts, an audience by tag planned into deliveries and handed over to members."""
