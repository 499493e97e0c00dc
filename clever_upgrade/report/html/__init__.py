"""What a check found as one page of HTML, which needs nothing but itself: no network, no server, and no script."""
