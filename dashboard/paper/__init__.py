"""Pages as documents to take along: tagged PDF by way of Chromium, and PowerPoint."""
