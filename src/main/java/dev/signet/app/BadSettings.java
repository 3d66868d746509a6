package dev.signet.app;

import java.util.List;

/// The settings are invalid; all errors are reported together.
public final class BadSettings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadSettings(List<String> faults) {
    super(String.join(System.lineSeparator(), faults));
  }
}
