"""The model of docs/model.md a second time, as plain as it can be written: what is worth how much, who comes, which text is tabled and
who signs it. It shares no line with the program and plays a trial at a time, package by package, without bounds or short cuts.

Not played: distributions with `beyond = "reject"` that are not discrete, `samples`, ranges of more than 101 values.
"""
