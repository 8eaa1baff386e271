"""Set-up steps that the Makefile runs: front-end files into `assets/vendor/`, and a browser for the tests."""
