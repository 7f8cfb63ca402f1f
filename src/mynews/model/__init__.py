"""The words of the product as plain frozen data. Imports nothing of ours; everything else imports this."""
