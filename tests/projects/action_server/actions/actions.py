raise SystemExit("this must never run")
