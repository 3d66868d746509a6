package dev.signet.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/// The environment of a command.
///
/// @param folder the directory that relative paths start from
/// @param in standard input
/// @param rawOut standard output for bytes that must arrive unchanged, not in the terminal's
///   encoding
/// @param isTerminal whether the output goes to a terminal
record CommandEnvironment(
    Map<String, String> variables,
    Path folder,
    InputStream in,
    OutputStream rawOut,
    boolean isTerminal) {}
