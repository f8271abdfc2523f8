package dev.qm.cli.spec;

import java.util.List;

/**
 * Some commands under a common first word, or all of them.
 *
 * @param name the words after {@code qm}; empty for qm itself
 * @param summary what the commands are about, one line, no full stop
 * @param description as in {@link CommandSpec}
 * @param sections the commands in help order
 */
public record GroupSpec(String name, String summary, String description, List<Section> sections) {

  /**
   * Commands that belong together on the help page.
   *
   * @param title the line above them
   * @param commands the last word of each
   */
  public record Section(String title, List<String> commands) {
    public Section {
      commands = List.copyOf(commands);
    }
  }

  public GroupSpec {
    sections = List.copyOf(sections);
  }
}
