#!/usr/bin/env python3
"""Checks one export after another with verify.py, in one process.

Each line of input is an export's folder and, behind tabs, files with older checkpoints that it must go on from. Each line of output is
`sound: N entries`, or says what is wrong.
"""
import sys

from verify import Unsound, from_folder, verify


def check(folder, *older):
    files = from_folder(folder)
    size, _ = verify(files)
    for name in older:
        with open(name, "rb") as file:
            verify(files, file.read())
    return "sound: %d entries" % size


for line in sys.stdin:
    try:
        print(check(*line.rstrip("\n").split("\t")), flush=True)
    except Unsound as why:
        print("unsound from entry %d: %s" % (why.index, why), flush=True)
