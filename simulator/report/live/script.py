"""Script that the server runs at every change of the page. Workers import it and run nothing."""

if __name__ == "__main__":
    from simulator.report.live.app import page

    page()
