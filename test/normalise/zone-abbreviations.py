"""Writes zone-abbreviations.json: each alphabetic abbreviation that the time zone database has used since 1990 in any zone
named after a place, and the offsets, in minutes, that it stood for. Python 3.9 or newer: python3 zone-abbreviations.py"""
import collections
import datetime
import json
import pathlib
import zoneinfo

found = collections.defaultdict(set)
for name in sorted(zoneinfo.available_timezones()):
    if "/" not in name or name.startswith("Etc/"):
        continue
    zone = zoneinfo.ZoneInfo(name)
    time = datetime.datetime(1990, 1, 1, tzinfo=datetime.timezone.utc)
    while time.year < 2027:
        local = time.astimezone(zone)
        if local.tzname().isalpha():
            found[local.tzname().upper()].add(int(local.utcoffset().total_seconds() // 60))
        time += datetime.timedelta(days=7)
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({word: sorted(minutes) for word, minutes in sorted(found.items())}) + "\n")
