package dev.signet.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/// Where a command finds itself.
///
/// @param folder what relative paths start from
/// @param in standard input
/// @param rawOut standard output for what must arrive as it was sent, in no terminal's encoding
/// @param isTerminal whether a person watches
record CommandEnvironment(
    Map<String, String> variables,
    Path folder,
    InputStream in,
    OutputStream rawOut,
    boolean isTerminal) {}
