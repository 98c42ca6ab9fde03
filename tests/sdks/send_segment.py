"""Sends events with segment-analytics-python: address, write key, how many, `gzip` or `plain`."""

import sys

import segment.analytics as analytics

address, key, count, packed = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "gzip"
name = f"segment-python-{sys.argv[4]}"
analytics.write_key, analytics.host, analytics.gzip = key, address, packed
analytics.max_queue_size = count * 10
failed = []
analytics.on_error = lambda error, items: failed.append(error)
for number in range(count):
    user = f"{name} {number % 10}"
    analytics.track(user, "Order Completed", {"sdk": name, "number": number})
    analytics.identify(user, {"plan": "pro", "sdk": name})
    analytics.page(user, "Docs", "Start", {"sdk": name})
    analytics.screen(user, "App", "Start", {"sdk": name})
    analytics.group(user, f"{name} account {number % 3}", {"name": f"Account {number % 3}"})
    analytics.alias(f"{name} old {number}", f"{name} new {number}")
analytics.flush()
analytics.shutdown()
assert not failed, failed
print(count * 6)
