package dev.signet.cli;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/// Where a command finds itself.
///
/// @param folder what relative paths start from
/// @param bytes standard output for what must arrive as it was sent, in no terminal's encoding
/// @param terminal whether a person watches
record Surroundings(
    Map<String, String> environment, Path folder, OutputStream bytes, boolean terminal) {}
