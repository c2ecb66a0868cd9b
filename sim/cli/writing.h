// Bytes on their way to a file, a pipe or a device: what nobody reads does not hold the program for ever.
#pragma once

#include <string>

#include "sim/report/text.h"

namespace detente {

using TextSource = std::function<void(const TextSink&)>;

// A closed standard input, output or error is taken by whatever is opened next, which would then be read or written by
// mistake: puts something in its place that can be neither. Once, before any file is opened.
void occupy_standard_files();

// Writes what `produce` makes, as plain text (sim/core/plain_text.h) but for the colours of pages on a terminal.
// Returns 0 or the error's number; ECANCELED where the program is asked to stop (stop.h) and nobody reads. After an
// error no more is produced.
int write_pieces(int file, const TextSource& produce);

// Opens a pipe or device, a named pipe once somebody reads from it. -1: errno says why; ECANCELED as above.
int open_device(const std::string& path);

}  // namespace detente
