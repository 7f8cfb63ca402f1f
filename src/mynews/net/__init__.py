"""The only sockets: fetching under guard. ``net.http.Web`` is the face that everything else uses."""
