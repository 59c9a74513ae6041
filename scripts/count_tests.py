"""Counts single tests, not ctest's entries, from the reports in a folder.

ctest.xml has the entries. GoogleTest and pytest leave <entry>.xml with the tests in each; an
entry without such a report is one test. An entry that failed though its report names no failure
(a crash, a timeout, a leak) counts as one failed test more.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count(folder):
    passed, failed, skipped = 0, 0, []
    for entry in ElementTree.parse(folder / "ctest.xml").iter("testcase"):
        bad = entry.get("status") == "fail"
        try:
            cases = list(ElementTree.parse(folder / f"{entry.get('name')}.xml").iter("testcase"))
        except (OSError, ElementTree.ParseError):
            passed, failed = passed + (not bad), failed + bad
            continue
        failures = 0
        for case in cases:
            if case.find("failure") is not None or case.find("error") is not None:
                failures += 1
            elif case.find("skipped") is not None or case.get("status") == "notrun":
                skipped.append(f"{entry.get('name')}: {case.get('name')}")
            else:
                passed += 1
        failed += max(failures, int(bad))
    return passed, failed, skipped


def main():
    passed, failed, skipped = count(pathlib.Path(sys.argv[1]))
    for name in skipped:
        print(f"skipped: {name}")
    print(f"{passed} passed, {failed} failed")


main()
