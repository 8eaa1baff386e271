"""`/kommun/<kod>` and `/lan/<kod>`: the meeting page, on screen, on paper, as slides and before the scripts have come."""
