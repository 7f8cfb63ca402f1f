"""How good ranking is: on logs in the format of MIND, on simulated readers, on this installation's own log."""
