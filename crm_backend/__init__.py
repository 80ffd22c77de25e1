"""The CRM: customers, what they buy, what they ask, and what the shop knows about it."""
