"""The Google Reader API, as client programs speak it today."""
