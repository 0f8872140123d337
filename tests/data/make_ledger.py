#!/usr/bin/env python3
"""Writes ledger.csv, the example file of the ledger guest: a year of a small company's bookings, made up, always the same.

    make_ledger.py [ENTRIES] > ledger.csv
"""

import csv
import datetime
import random
import sys

# account, descriptions, least and greatest amount in cents
KINDS = [
    ("Income:Sales", ["Invoice {n}", "Invoice {n}, second part", 'Invoice {n} "Rush order"'], 12000, 940000),
    ("Income:Interest", ["Savings account, quarter"], 300, 4200),
    ("Expenses:Payroll", ["Salary, {name}", "Overtime, {name}"], -420000, -180000),
    ("Expenses:Rent-01", ["Office, Harbour Street 7"], -215000, -215000),
    ("Expenses:Travel", ["Train, {name}", 'Hotel "Zum Anker", {name}', "Taxi"], -38000, -900),
    ("Expenses:Supplies", ["Paper", "Printer ink", "Coffee, 5 kg", "Screws M4, M5 and M6"], -17000, -350),
    ("Assets:Bank.Fees", ["Account fee", "Transfer fee"], -2500, -20),
    ("Liabilities:VAT", ["Advance payment"], -260000, -40000),
]
NAMES = ["A. Lindqvist", "B. Okafor", "C. Marchetti", "D. Novak", "E. Tanaka"]


def rows(count):
    source = random.Random(2024)
    first = datetime.date(2024, 1, 1)
    for i in range(count):
        day = first + datetime.timedelta(days=i * 366 // count)
        account, descriptions, least, greatest = source.choice(KINDS)
        cents = source.randint(least, greatest)
        description = source.choice(descriptions).format(n=20240000 + i, name=source.choice(NAMES))
        sign = "-" if cents < 0 else ""
        yield day.isoformat(), account, description, f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["date", "account", "description", "amount"])
    writer.writerows(rows(count))


if __name__ == "__main__":
    main()
