"""Where the product can be extended. Our own parts are registered through the same hooks as anyone's."""
