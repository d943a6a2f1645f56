"""What the server of the page runs at every move. A worker that loads it anew does nothing here."""

if __name__ == "__main__":
    from simulator.report.live.app import page

    page()
