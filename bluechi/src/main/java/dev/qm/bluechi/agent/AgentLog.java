package dev.qm.bluechi.agent;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;

/** Where the agent writes what it does. */
@FunctionalInterface
public interface AgentLog {
  /**
   * Writes a line.
   *
   * @param text without an end of a line, but it may have been sent by anybody
   */
  void write(LogLevel level, String text);
}
