package dev.qm.bluechi.service;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;

/** Where a program writes what it does. */
@FunctionalInterface
public interface ServiceLog {
  /**
   * Writes a line.
   *
   * @param text without an end of a line, but it may have been sent by anybody
   */
  void write(LogLevel level, String text);
}
